/** The files that a module of one's own consists of. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** `import … from './a.js'`, `export … from './a.js'`, `import './a.js'`, `import('./a.js')`, `require('./a.cjs')`. */
const relativeImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g

/**
 * The module's file and those that it imports by literal relative paths, at any depth, each once, by name. Packages and
 * names that are computed are not followed; a file that is not there is left out, since importing it says so.
 */
export function moduleFiles(file: string): string[] {
  const found = new Set<string>()
  const visit = (path: string) => {
    if (found.has(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return
    found.add(path)
    for (const [, , target] of readFileSync(path, 'utf8').matchAll(relativeImport))
      visit(resolve(dirname(path), target!))
  }
  visit(resolve(file))
  return [...found].sort()
}
