import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DecodePool } from '../../../src/data/batches/decode-pool.js'
import { LargeBatches } from '../../../src/data/batches/large-batches.js'
import { prepareImage } from '../../../src/data/batches/prepare-image.js'
import { type ImageSet, openImageSet } from '../../../src/data/images/image-set.js'
import { packSet } from '../../../src/data/packing/pack.js'
import { UserError } from '../../../src/errors.js'
import { png, tarGz, temporaryFolder } from '../fixtures.js'

const root = resolve(import.meta.dirname, '../../..')
const count = 11
const train = { kind: 'train', size: 16, seed: 4, purpose: 'large' } as const
const test12 = { kind: 'test', resize: 14, size: 12 } as const

function pictures(files: Record<string, Uint8Array | string> = {}): ImageSet {
  const path = join(temporaryFolder(), 'set.tar.gz')
  const good = Array.from({ length: count }, (_, i) => [`c/${i}.png`, png(i, 20 + i, 30 - i)] as const)
  writeFileSync(path, tarGz({ ...Object.fromEntries(good), ...files }))
  return openImageSet(path)
}

/** Three images a step, four steps, the last one smaller. */
const indices = (step: number) =>
  step < 4 ? Int32Array.from([0, 1, 2].map(i => step * 3 + i).filter(i => i < count)) : undefined

const built = mkdtempSync(join(tmpdir(), 'uno-built-'))
let Compiled: typeof DecodePool

/** The pool as the installed program has it, with a worker file beside it. */
beforeAll(async () => {
  const settings = {
    extends: join(root, 'tsconfig.build.json'),
    files: ['decode-pool', 'decode-worker'].map(source),
  }
  const compilerOptions = {
    rootDir: join(root, 'src'),
    outDir: join(built, 'dist'),
    typeRoots: [join(root, 'node_modules/@types')],
  }
  writeFileSync(join(built, 'tsconfig.json'), JSON.stringify({ ...settings, include: [], compilerOptions }))
  mkdirSync(join(root, 'build'), { recursive: true })
  for (const name of ['native', 'build', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(built, name))
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', built], {
    stdio: 'inherit',
  })
  Compiled = (await import(pathToFileURL(join(built, 'dist/data/batches/decode-pool.js')).href)).DecodePool
})
afterAll(() => rmSync(built, { recursive: true }))

const source = (name: string) => join(root, `src/data/batches/${name}.ts`)

describe.each(['in the calling thread', 'in threads'])('%s', where => {
  const open = () => (where === 'in threads' ? new Compiled(2) : new DecodePool())

  test('the pool is what it is said to be', async () => {
    const pool = open()
    expect(pool.size).toBe(where === 'in threads' ? 2 : 0)
    await pool.close()
    await expect(pool.prepare({} as never)).rejects.toThrow('closed')
  })

  test('test geometry: every image in order, as a packed set has it', async () => {
    const [pool, set] = [open(), pictures()]
    const packed = packSet(set, { resize: 14, crop: 12, cache: false })
    const seen: number[] = []
    for await (const { images, index } of new LargeBatches(set, { pool, geometry: test12, indices })) {
      const bytes = 12 * 12 * 3
      index.forEach((item, i) => {
        const image = images.subarray(i * bytes, (i + 1) * bytes)
        expect(Buffer.from(image).equals(packed.images.subarray(item * bytes, (item + 1) * bytes))).toBe(true)
      })
      seen.push(...index)
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    await pool.close()
  })

  test('training geometry: a step is the same whenever it is asked for', async () => {
    const [pool, set] = [open(), pictures()]
    const forward = new LargeBatches(set, { pool, geometry: train, indices })
    const all = [
      await forward.batch(0),
      await forward.batch(1),
      await forward.batch(2),
      await forward.batch(3),
    ]
    const jumping = new LargeBatches(set, { pool, geometry: train, indices, ahead: 0 })
    for (const step of [3, 1, 2, 1, 0]) expect(await jumping.batch(step)).toEqual(all[step])
    const first = prepareImage({
      name: 'x',
      content: set.items[4]!.load(),
      policy: 'openood',
      geometry: { kind: 'train', size: 16, key: [4, 'large/augment', 1, 1] },
    })
    expect(all[1]!.images.subarray(768, 1536)).toEqual(first.data)
    expect(await forward.batch(4)).toBeUndefined()
    await pool.close()
  })

  test('look-ahead is bounded', async () => {
    const [pool, set] = [open(), pictures()]
    const asked: number[] = []
    const watched = (step: number) => {
      asked.push(step)
      return indices(step)
    }
    const batches = new LargeBatches(set, { pool, geometry: test12, indices: watched, ahead: 1 })
    await batches.batch(0)
    expect(asked).toEqual([0, 1])
    await batches.batch(1)
    expect(asked).toEqual([0, 1, 2])
    await pool.close()
  })

  test('22: an image that cannot be read is named when its batch is asked for, and the pool goes on', async () => {
    const [pool, set] = [open(), pictures({ 'c/bad.png': '<html>' })]
    const bad = set.items.findIndex(({ file }) => file === 'c/bad.png')
    const batches = new LargeBatches(set, {
      pool,
      geometry: test12,
      indices: step => Int32Array.from([step === 1 ? bad : step]),
    })
    expect((await batches.batch(0))!.index).toEqual(Int32Array.of(0))
    const failure = await batches.batch(1).catch(error => error)
    expect(failure.name).toBe(new UserError('').name)
    expect(failure.message).toMatch(/^c\/bad.png: /)
    expect((await batches.batch(2))!.index).toEqual(Int32Array.of(2))
    await pool.close()
  })
})

test('training geometry covers the picture: crops differ, about half are mirrored', () => {
  // A ramp to the right, so that the direction of a view tells whether it is mirrored.
  const [width, height] = [40, 40]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 5 * (Math.floor(i / 3) % width))
  const views = Array.from(
    { length: 200 },
    (_, position) =>
      prepareImage({
        name: 'ramp',
        content: { width, height, data },
        policy: 'openood',
        geometry: { kind: 'train', size: 8, key: [1, 'x', 0, position] },
      }).data,
  )
  const mirrored = views.filter(view => view[0]! > view[21]!).length
  expect(mirrored).toBeGreaterThan(70)
  expect(mirrored).toBeLessThan(130)
  expect(new Set(views.map(view => view.join())).size).toBeGreaterThan(150)
})
