/** Documents that list what the code has: nothing is missing in them, and nothing is in them that is not there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { detectors } from '../../src/methods/index.js'
import { maskDetectors } from '../../src/methods/masks/index.js'

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')

/** The first column of the table below a heading. */
function namesBelow(text: string, heading: string): string[] {
  const section = text.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name!)
}

test.each([
  ['Of images', detectors],
  ['Of pixels', maskDetectors],
])('docs/methods.md lists the scores: %s', (heading, all) => {
  expect(namesBelow(read('docs/methods.md'), heading)).toEqual(all.map(({ name }) => name))
})
