import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromTyped } from '../../src/formats/array.js'
import { writeNpz } from '../../src/formats/npz.js'
import { encodePng } from '../../src/formats/png-write.js'
import type { Pictures } from '../../src/reports/inputs/pictures.js'
import { type ReportOptions, writeReport } from '../../src/reports/report.js'
import { expectFilled, expectNarrow, noBrowser, openBrowser, openFile } from './browser.js'
import { type FakeRunOptions, fakeRun, fakeSets } from './fake-run.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HOSTILE = [
  `<img src=x onerror="window.pwned=1">.png`,
  `"'><script>window.pwned=1</script>`,
  '</script><script>window.pwned=1</script>',
  'javascript:window.pwned=1',
  'photo\u202egnp.exe',
  '<!--<script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a file may be called that
  '${window.pwned=1}`',
]

const pictures: Pictures = (set, index) => ({
  name: `${set}/${index}.png`,
  pixels: { width: 32, height: 32, data: new Uint8Array(3072).fill(index) },
})

/** The path of the report of a made-up run. */
function reportOf(name: string, run: FakeRunOptions, options: ReportOptions = {}): string {
  fakeRun(join(folder, name), run)
  return writeReport(join(folder, name), { embeddingPoints: 150, pictures, ...options })
}

const SECTIONS = [
  'results',
  'training',
  'scores',
  'curves',
  'correlation',
  'norms',
  'embedding',
  'confused',
  'classes',
  'provenance',
]

if (noBrowser) console.warn(`the report is not looked at: ${noBrowser}`)
describe.skipIf(noBrowser)('in a browser without a network', () => {
  let browser: Browser
  let path: string
  beforeAll(async () => {
    browser = await openBrowser()
    path = reportOf('whole', {})
  })
  afterAll(() => browser.close())

  test('every section is filled, nothing is complained of or asked for', async () => {
    const { page, complaints, requests } = await openFile(browser, path)
    await expectFilled(page, SECTIONS, 'path.line, path.mark, path.hollow, rect.cell')
    expect(await page.locator('.tile img').count()).toBe(18 + 5 * 9)
    expect(
      await page.$$eval('.tile img', images =>
        images.every(image => (image as unknown as { naturalWidth: number }).naturalWidth === 96),
      ),
    ).toBe(true)
    expect(complaints).toEqual([])
    expect(requests).toEqual([pathToFileURL(path).href])
  })

  test('nothing is wider than a narrow screen', async () => {
    await expectNarrow((await openFile(browser, path)).page)
  })

  test('the slider sets the thresholds, their lines and the shares in the table', async () => {
    const { page } = await openFile(browser, path)
    const cut = page.locator('[data-score="s_uno"].cut')
    const share = page.locator('[data-cell="s_uno"][data-set="0"] span')
    const before = await cut.getAttribute('transform')
    expect(await share.innerText()).toBe('5.0')
    // Position 40 of 50 %, 50.25 %, … is 60 %.
    await page.locator('#level').fill('40')
    expect(await page.locator('#level-shown').innerText()).toBe('60.00')
    expect(await share.innerText()).toBe('40.0')
    expect(await cut.getAttribute('transform')).not.toBe(before)
  })

  test('the pointer over a curve shows its values', async () => {
    const { page } = await openFile(browser, path)
    const plot = page.locator('#training svg.plot').first()
    await plot.scrollIntoViewIfNeeded()
    await plot.hover()
    expect(await page.locator('.reading').innerText()).toMatch(/at \d+\nsum {2}0\.\d+\ninliers/)
    await page.mouse.move(0, 0)
    expect(await page.locator('.reading').isVisible()).toBe(false)
  })

  test('no element and no script is made from a name', async () => {
    const sets = fakeSets.map((set, i) => ({ ...set, name: HOSTILE[i]!.replaceAll('/', '∕') }))
    const hostile = reportOf(
      'hostile <b>"run',
      {
        sets,
        classNames: Array.from({ length: 10 }, (_, k) => HOSTILE[k % HOSTILE.length]!),
        recipe: { name: HOSTILE[2], [HOSTILE[1]!]: HOSTILE },
      },
      { pictures: (_, index) => ({ ...pictures('', index), name: HOSTILE[index % HOSTILE.length]! }) },
    )
    const { page, complaints, requests } = await openFile(browser, hostile)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('img:not([src^="data:image/png;base64,"])').count()).toBe(0)
    const attributes = await page.$$eval('*', all => all.flatMap(one => one.getAttributeNames()))
    expect([...new Set(attributes)].filter(name => name.startsWith('on'))).toEqual([])
    expect(
      await page.$$eval('a', links =>
        links.map(link => link.getAttribute('href')!).filter(to => !to.startsWith('#')),
      ),
    ).toEqual([])
    expect(readFileSync(hostile, 'utf8')).not.toContain('\u202e')
    const text = await page.locator('body').innerText()
    for (const name of [HOSTILE[0]!, HOSTILE[2]!, 'photo⟨U+202E⟩gnp.exe']) expect(text).toContain(name)
    expect([complaints, requests]).toEqual([[], [pathToFileURL(hostile).href]])
  })

  test('the page’s policy would stop a script that got in all the same', async () => {
    const { page, complaints } = await openFile(browser, path)
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.pwned=1">')`,
    )
    await page.waitForTimeout(100)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(complaints.join()).toContain('Content Security Policy')
  })
})

describe('what a run lacks is named', () => {
  const html = (name: string) =>
    readFileSync(writeReport(join(folder, name), { embeddingPoints: 150 }), 'utf8')
  const bare = (name: string, file: string, content: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, file), content)
    return html(name)
  }
  const absences = (page: string) => page.match(/class="absent"/g)?.length ?? 0

  test('with a recipe alone, every section says what it needs and how to get it', () => {
    const page = bare('recipe-only', 'recipe.json', '{"name":"x"}')
    for (const id of SECTIONS) expect(page).toContain(`<section id="${id}"`)
    // All but the recipe: nine sections, and data.json and environment.json in the last.
    expect(absences(page)).toBe(9 + 2)
    expect(page).toContain('uno evaluate')
  })

  test('after training, before evaluation, the curves are there and the last accuracy leads', () => {
    const name = 'trained'
    fakeRun(join(folder, name))
    rmSync(join(folder, name, 'evaluation'), { recursive: true })
    const page = html(name)
    expect(page).toContain('Validation accuracy')
    expect(page).toContain('<title>Loss</title>')
    expect(page).toContain('an evaluation (evaluation/results.json)')
  })

  test('without the model there is no projection, and the rest is there', () => {
    const name = 'no-model'
    fakeRun(join(folder, name))
    rmSync(join(folder, name, 'checkpoints'), { recursive: true })
    const page = html(name)
    expect(page).toContain('<title>Length of pre-logits</title>')
    expect(page).toContain('Keep the evaluated model where it was')
    expect(absences(page)).toBe(1)
  })

  test('without negatives the embedding says so', () => {
    fakeRun(join(folder, 'no-negatives'), { sets: fakeSets.filter(set => set.group !== 'negatives') })
    expect(html('no-negatives')).toContain('The training negatives were not evaluated')
  })

  test('pre-logits that no embedding can be made of cost that section only', () => {
    fakeRun(join(folder, 'flat'))
    for (const { name, count } of fakeSets) {
      writeNpz(join(folder, 'flat', 'evaluation', 'outputs', `${name}.npz`), {
        labels: fromTyped(new Int32Array(count).fill(name === 'cifar10' ? 0 : -1)),
        features: fromTyped(new Float32Array(count * 4), [count, 4]),
      })
    }
    const page = html('flat')
    expect(page).toContain('points are equal')
    expect(page).toContain('<title>Loss</title>')
  })

  test('warnings of the training stand at the top', () => {
    const page = bare('warned', 'events.jsonl', '{"type":"warning","message":"the loss <b>jumped</b>"}\n')
    expect(page).toContain('the loss &lt;b&gt;jumped&lt;/b&gt;')
  })
})

test('pictures come from the places that the results name; without them tiles have no picture', () => {
  const photos = join(folder, 'photos')
  mkdirSync(photos)
  const png = encodePng({ width: 4, height: 4, data: new Uint8Array(48).fill(200) })
  const sets = [
    { ...fakeSets[0]!, count: 120 },
    { ...fakeSets[2]!, count: 40 },
  ]
  for (let i = 0; i < 40; i++) writeFileSync(join(photos, `${i}.png`), png)
  fakeRun(join(folder, 'pictured'), { sets, sources: { cifar100: { path: photos } } })
  const page = readFileSync(writeReport(join(folder, 'pictured'), { embeddingPoints: 150 }), 'utf8')
  expect(page.match(/<img src="data:image\/png/g)).toHaveLength(9)
  expect(page.match(/no picture/g)).toHaveLength(18)
  expect(page).toMatch(/alt="\d+\.png"/)
})

test('the same run gives the same bytes', () => {
  const [first, second] = ['a.html', 'b.html'].map(out =>
    readFileSync(reportOf('same', {}, { out: join(folder, out) })),
  )
  expect(first!.equals(second!)).toBe(true)
})

test('what is no run is refused by name', () => {
  expect(() => writeReport(join(folder, 'nowhere'))).toThrow('no such folder')
  mkdirSync(join(folder, 'empty'))
  expect(() => writeReport(join(folder, 'empty'))).toThrow('no recipe.json, events.jsonl or evaluation/')
  mkdirSync(join(folder, 'damaged'))
  writeFileSync(join(folder, 'damaged', 'recipe.json'), '{')
  expect(() => writeReport(join(folder, 'damaged'))).toThrow('recipe.json: is not JSON')
})
