import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const programs = readdirSync(join(root, 'bench')).filter(file => file.endsWith('.mjs'))
const fromDist = /import\s*\{([^}]*)\}\s*from '\.\.\/dist\/([^']+)\.js'/g

// Benchmarks run seldom and by hand: that a part was moved would be noticed only then.
const imports = programs.flatMap(file =>
  [...readFileSync(join(root, 'bench', file), 'utf8').matchAll(fromDist)].map(([, names, path]) => ({
    file,
    path: path!,
    names: names!
      .split(',')
      .map(name => name.trim())
      .filter(Boolean),
  })),
)

test.each(imports)('bench/$file finds what it takes from $path', async ({ path, names }) => {
  const source = await import(join(root, 'src', `${path}.ts`))
  for (const name of names) expect(source).toHaveProperty(name)
})
