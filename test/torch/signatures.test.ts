import { expect, test } from 'vitest'
import { addon } from '../../src/torch/addon.js'
import { engineFacts } from '../../src/torch/index.js'
import { signatures } from '../../src/torch/signatures.js'

const { version } = engineFacts()
const schemas = addon().schemas()
const label = (s: { name: string; overload: string }) => (s.overload ? `${s.name}.${s.overload}` : s.name)
// The committed files are of Debian 12's libtorch; `npx vitest run test/torch/signatures.test.ts -u` renews them.
const ours = version.startsWith('1.13')

test.runIf(ours)('the committed signatures are those of the installed libtorch', async () => {
  await expect(signatures('1.13', schemas)).toMatchFileSnapshot('../../src/torch/ops.generated.ts')
})

test.runIf(ours)('the list of schemas that the bridge cannot take is exact', async () => {
  const lines = schemas
    .filter(schema => schema.unsupported)
    .map(schema => `${label(schema)}: ${schema.unsupported}`)
    .sort()
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('unsupported-1.13.txt')
})

test('every other schema compiles to kinds that the bridge converts', () => {
  const taken = schemas.filter(schema => !schema.unsupported)
  expect(taken.length).toBeGreaterThan(3000)
  expect(taken.flatMap(s => s.parameters).filter(p => p.kind === 'unsupported')).toEqual([])
})

test('an unsupported schema refuses by name and reason', () => {
  const refused = schemas.find(schema => schema.unsupported && schema.name.startsWith('aten::'))!
  expect(() => addon().call(addon().find(refused.name, refused.overload))).toThrow(
    'cannot be called from JavaScript',
  )
})
