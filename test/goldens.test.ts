/// <reference types="vite/client" />
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import pendingList from './procedures/pending.json' with { type: 'json' }
import type { Procedure } from './procedures/procedure.js'

// Every case.json below UNO_GOLDENS (default: our own copy) runs the procedure of its kind.
const root = resolve(process.env.UNO_GOLDENS ?? join(import.meta.dirname, 'goldens'))
const pending: string[] = pendingList.pending
const deviations = Object.entries(pendingList.deviations)
const modules = import.meta.glob<{ default?: Procedure }>('./procedures/*.ts', { eager: true })
const procedures = new Map(
  Object.values(modules).flatMap(module => (module.default ? [[module.default.kind, module.default]] : [])),
)

const cases = existsSync(root)
  ? readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('case.json'))
      .sort()
  : []

test('there are goldens to check', () => expect(cases.length, root).toBeGreaterThan(0))

for (const file of cases) {
  const folder = join(root, dirname(file))
  const json = JSON.parse(readFileSync(join(root, file), 'utf8'))
  const name = relative(root, folder) || '.'
  const found = procedures.get(json.kind)
  describe(`${name} (${json.kind})`, () => {
    for (const key of pending.filter(key => key.split('#')[0] === json.kind))
      test.skip(`pending: ${key}`, () => {})
    for (const [key, why] of deviations.filter(([key]) => key.split('#')[0] === json.kind))
      test.skip(`deviates: ${key}: ${why}`, () => {})
    if (found) {
      for (const [part, check] of Object.entries(found.parts({ folder, json }))) test(part, check, 120_000)
    } else if (!pending.includes(json.kind)) {
      test('has a procedure', () => expect.fail(`no procedure for kind "${json.kind}"`))
    }
  })
}
