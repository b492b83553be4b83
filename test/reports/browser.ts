import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

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
