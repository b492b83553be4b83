import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Why tests in a browser are skipped, or `undefined` if there is one. */
export const noBrowser = existsSync(executablePath)
  ? undefined
  : `no Chromium at ${executablePath} (set CHROMIUM)`

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}

/** A page of a file, opened without a network, with everything that it complained of or asked for. */
export async function openFile(
  browser: Browser,
  path: string,
): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const context = await browser.newContext({ offline: true, viewport: { width: 1400, height: 1000 } })
  const page = await context.newPage()
  const [complaints, requests]: [string[], string[]] = [[], []]
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => requests.push(request.url()))
  await page.goto(pathToFileURL(path).href)
  return { page, complaints, requests: requests.filter(url => !url.startsWith('data:')) }
}

/**
 * The sections of a report, in their order, each with text and something to look at, and no plot without marks.
 *
 * @param marks selector of what a plot draws
 */
export async function expectFilled(page: Page, sections: readonly string[], marks: string): Promise<void> {
  const ids = await page.$$eval('main > section', found => found.map(section => section.id))
  expect(ids).toEqual(sections)
  expect(await page.locator('.absent').count()).toBe(0)
  for (const id of ids) {
    expect(await page.locator(`#${id}`).innerText(), id).toMatch(/\S{3}[\s\S]{80}/)
    expect(await page.locator(`#${id} :is(svg.plot, table, img, dl)`).count(), id).toBeGreaterThan(0)
  }
  const empty = await page.$$eval(
    'main figure svg.plot',
    (plots, marks) =>
      plots
        .filter(plot => plot.querySelectorAll(marks).length === 0)
        .map(plot => plot.querySelector('title')?.textContent),
    marks,
  )
  expect(empty).toEqual([])
}

/** Nothing is wider than a narrow screen. */
export async function expectNarrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 800 })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
}
