import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { weightedShares } from '../../src/reports/pixel/mask-norms.js'
import { writeReport } from '../../src/reports/report.js'
import { expectFilled, expectNarrow, noBrowser, openBrowser, openFile } from './browser.js'
import { type FakePixelRunOptions, fakePixelRun } from './fake-pixel-run.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-pixel-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

function reportOf(name: string, options: FakePixelRunOptions = {}): string {
  fakePixelRun(join(folder, name), options)
  return writeReport(join(folder, name))
}

const SECTIONS = [
  ...['results', 'anomalies', 'segmentation', 'training', 'curves', 'scores'],
  ...['correlation', 'norms', 'provenance'],
]

const HOSTILE = [
  `<img src=x onerror="window.pwned=1">`,
  `"'><script>window.pwned=1</script>`,
  '</script><script>window.pwned=1</script>',
  'photo\u202egnp',
]

if (noBrowser) console.warn(`the report is not looked at: ${noBrowser}`)
describe.skipIf(noBrowser)('in a browser without a network', () => {
  let browser: Browser
  let path: string
  beforeAll(async () => {
    browser = await openBrowser()
    path = reportOf('whole')
  })
  afterAll(() => browser.close())

  test('every section is filled, nothing is complained of or asked for', async () => {
    const { page, complaints, requests } = await openFile(browser, path)
    await expectFilled(page, SECTIONS, '.line, .mark, .hollow, .cell, .bar, .area')
    // Three images of two sets: the image, an overlay, three scores and each of them cut; one sample of four.
    expect(await page.locator('#anomalies .panel img').count()).toBe(2 * 3 * 8)
    expect(await page.locator('#segmentation .panel img').count()).toBe(4)
    const sizes = await page.$$eval('.panel img', images =>
      images.map(image => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
    expect(new Set(sizes)).toEqual(new Set([96]))
    expect([complaints, requests]).toEqual([[], [pathToFileURL(path).href]])
  })

  test('nothing is wider than a narrow screen', async () => {
    await expectNarrow((await openFile(browser, path)).page)
  })

  test('the slider of an overlay marks what is above, and says how much is found', async () => {
    const { page } = await openFile(browser, path)
    const live = page.locator('.live').first()
    const slider = live.locator('input')
    await slider.focus()
    await live.locator('canvas').waitFor()
    const shares = async () => {
      const [found, falsely] = (await live.locator('.shares').innerText()).match(/[\d.]+(?= %)/g)!.map(Number)
      return { found: found!, falsely: falsely! }
    }
    await slider.fill('0')
    expect(await shares()).toEqual({ found: 100, falsely: 100 })
    const everything = await live.locator('output').innerText()
    await slider.fill('150')
    const some = await shares()
    expect(some.found).toBeGreaterThan(some.falsely)
    expect(some.falsely).toBeLessThan(50)
    expect(await live.locator('output').innerText()).not.toBe(everything)
  })

  test('no element and no script is made from a name', async () => {
    const hostile = reportOf('hostile <b>"run', {
      setNames: [HOSTILE[0]!, HOSTILE[1]!],
      classNames: Array.from({ length: 8 }, (_, k) => `${HOSTILE[k % HOSTILE.length]}${k}`),
      imageName: HOSTILE[2]!,
      recipe: { name: HOSTILE[2], [HOSTILE[1]!]: HOSTILE },
    })
    const { page, complaints, requests } = await openFile(browser, hostile)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('script').count()).toBe(1)
    expect(await page.locator('img:not([src^="data:image/png;base64,"])').count()).toBe(0)
    const attributes = await page.$$eval('*', all => all.flatMap(one => one.getAttributeNames()))
    expect(attributes.filter(name => name.startsWith('on'))).toEqual([])
    const text = await page.locator('body').innerText()
    for (const name of [HOSTILE[0]!, HOSTILE[2]!, 'photo⟨U+202E⟩gnp']) expect(text).toContain(name)
    expect(readFileSync(hostile, 'utf8')).not.toContain('\u202e')
    expect([complaints, requests]).toEqual([[], [pathToFileURL(hostile).href]])
  })
})

describe('what a run lacks is named', () => {
  const absences = (page: string) => page.match(/class="absent"/g)?.length ?? 0

  test('without an evaluation the curves are there, and the last mIoU leads', () => {
    fakePixelRun(join(folder, 'trained'))
    rmSync(join(folder, 'trained', 'evaluation'), { recursive: true })
    const page = readFileSync(writeReport(join(folder, 'trained')), 'utf8')
    expect(page).toContain('mIoU, validation')
    expect(page).toContain('<title>Mean IoU</title>')
    expect(page).toContain('<title>Average precision on pasted negatives</title>')
    expect(absences(page)).toBe(SECTIONS.length - 2)
  })

  test('a closed-set model has no projection and no correlation, and the rest is there', () => {
    const page = readFileSync(reportOf('closed', { outlierClass: false }), 'utf8')
    expect(page).toContain('<title>Length of pre-logits</title>')
    expect(page).toContain('A model without an outlier class has none')
    expect(page).toContain('it has no outlier class')
    expect(absences(page)).toBe(2)
  })

  test('maps that are gone cost their pictures only', () => {
    fakePixelRun(join(folder, 'no-maps'))
    rmSync(join(folder, 'no-maps', 'evaluation', 'maps'), { recursive: true })
    const page = readFileSync(writeReport(join(folder, 'no-maps')), 'utf8')
    expect(page).toContain('maps of single images')
    expect(page).toContain('its maps are gone')
    expect(page).toContain('Precision-recall, cargo')
  })
})

test('the same run gives the same bytes', () => {
  const [first, second] = [reportOf('same'), reportOf('same')].map(path => readFileSync(path))
  expect(first!.equals(second!)).toBe(true)
})

test('a mask counts as often as it stands for pixels', () => {
  const masks: [number, number | null, number][] = [
    [0, null, 3],
    [1, null, 1],
  ]
  const heights = weightedShares(masks, ([norm]) => norm, [0, 1])
  expect([heights[0], heights.at(-1), heights.reduce((sum, share) => sum + share, 0)]).toEqual([
    0.75, 0.25, 1,
  ])
})
