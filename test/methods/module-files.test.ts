import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moduleFiles } from '../../src/methods/module-files.js'
import { temporaryFolder } from '../data/fixtures.js'

test('a module consists of its file and of what it imports by literal relative paths, at any depth', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'parts'))
  const files = {
    'own.mjs': `import zod from 'zod'
import { a } from './parts/a.js'
export * from "./parts/b.js"
const late = () => import('./parts/late.js')
const unknown = () => import('./parts/' + a)
export default { name: 'own' }`,
    'parts/a.js': `import '../own.mjs'\nimport './gone.js'\nexport const a = 'aside.js'`,
    'parts/b.js': `export { c as b } from './c.js'`,
    'parts/c.js': `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
export const c = require('./old.cjs')`,
    'parts/old.cjs': `const older = require("./older.cjs")`,
    'parts/older.cjs': 'module.exports = 1',
    'parts/late.js': 'export default 2',
    'parts/aside.js': 'export default 3',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  expect(moduleFiles(join(folder, 'own.mjs'))).toEqual(
    [
      'own.mjs',
      'parts/a.js',
      'parts/b.js',
      'parts/c.js',
      'parts/late.js',
      'parts/old.cjs',
      'parts/older.cjs',
    ].map(name => join(folder, name)),
  )
})
