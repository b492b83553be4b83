import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

interface Package {
  version?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const packages: Record<string, Package> = json('package-lock.json').packages

// npm leaves out a platform's package that the registry did not have, and then `npm ci` refuses everywhere else.
test.each(Object.entries(packages))(
  'all that "%s" depends on is locked',
  (path, { dependencies, optionalDependencies }) => {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`]
      expect(
        places.some(place => packages[place]?.version),
        name,
      ).toBe(true)
    }
  },
)

test('versions of our own dependencies are exact, so that a clone is what was tested', () => {
  const { dependencies, devDependencies }: Package = json('package.json')
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
})
