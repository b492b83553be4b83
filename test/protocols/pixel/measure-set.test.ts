import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { SceneSet } from '../../../src/data/scenes/scene-set.js'
import { measureSet } from '../../../src/protocols/pixel/measure-set.js'
import type { OpenedScene, OpenedTestSet } from '../../../src/protocols/pixel/open-test-set.js'
import { ScoreStore } from '../../../src/protocols/pixel/score-store.js'

const root = mkdtempSync(join(tmpdir(), 'measure-set-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Of each image its labels, its s_unc, and the masks that stand for its outlier pixels. */
const images = [
  { labels: [0, 1, 1, 255], scores: [0, 0.1, 0.9, 0], masks: [1, 0] },
  { labels: [0, 0, 0, 0], scores: [0.1, 0.2, 0.3, 0.4], masks: undefined },
  { labels: [1, 0, 1, 1], scores: [0.8, 0, 0.7, 0.2], masks: [1, 1, 0] },
]

const own: SceneSet = {
  ...{ name: 'set', path: 'set', kind: 'anomaly', classNames: ['in', 'out'], colours: [], items: [] },
  fingerprint: () => '',
}

function measured(method: string) {
  const store = ScoreStore.open(join(root, method), [method], {}, false)
  const scenes = images.map(({ labels, scores, masks }, i): OpenedScene => {
    const standing = masks && {
      ...{ norms: [10 * i + 1, 10 * i + 2], projections: null },
      masks: Uint16Array.from(masks),
    }
    store.add(
      { id: `${i}`, pixels: 4 },
      {
        ...{ classes: new Uint8Array(4), scores: new Map([[method, Float32Array.from(scores)]]) },
        ...(standing && { standing }),
      },
    )
    const picture = () => ({ width: 2, height: 2, data: new Uint8Array(12) })
    return { id: `${i}`, width: 2, height: 2, imageDigest: '', labels: Uint8Array.from(labels), picture }
  })
  const opened: OpenedTestSet = {
    set: { name: 'set', group: 'own', scenes: own },
    ...{ scenes, unreadable: [], warnings: [], fingerprint: '' },
  }
  return measureSet(opened, store, { methods: [method], main: method, fpr95: 'exact', bootstrap: undefined })
}

test('norms are of the masks that stand for the half of all outlier pixels with the highest s_unc', () => {
  // Of five outlier pixels those with 0.9, 0.8, 0.7: mask 0 of the first image, mask 1 of the last twice.
  expect(measured('s_unc').results.norms).toEqual({
    ...{ share: 0.5, pixels: 3 },
    masks: [
      [1, null, 1],
      [22, null, 2],
    ],
  })
})

test('without s_unc there are none', () => {
  expect(measured('s_no').results.norms).toBeUndefined()
})
