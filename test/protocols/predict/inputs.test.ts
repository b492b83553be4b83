import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openInputs } from '../../../src/protocols/predict/inputs.js'
import { outputNames } from '../../../src/protocols/predict/output-names.js'
import { png, temporaryFolder, writeTree } from '../../data/fixtures.js'

const tree = () =>
  writeTree(temporaryFolder(), { 'a/1.png': png(1), 'a/2.png': png(2), 'b/c/3.png': png(3), 'note.txt': 'x' })
const namesOf = (...inputs: string[]) => openInputs(inputs).images.map(({ name }) => name)

test('names are relative to the deepest folder that all inputs share', () => {
  const root = tree()
  expect(namesOf(root)).toEqual(['a/1.png', 'a/2.png', 'b/c/3.png'])
  expect(namesOf(`${root}/a/`)).toEqual(['1.png', '2.png'])
  expect(namesOf(`${root}/a/1.png`)).toEqual(['1.png'])
  expect(namesOf(`${root}/a/1.png`, `${root}/b`)).toEqual(['a/1.png', 'b/c/3.png'])
  writeTree(root, { 'a/..x/3.png': png(3) })
  expect(namesOf(`${root}/a/1.png`, `${root}/a/..x/3.png`)).toEqual(['1.png', '..x/3.png'])
  symlinkSync(join(root, 'a'), join(root, 'z'))
  expect(namesOf(`${root}/z`)).toEqual(['1.png', '2.png'])
})

test('pictures of kinds that are not read are told', () => {
  const root = writeTree(tree(), { 'a/scan.tif': 'II*', 'b/phone.HEIC': 'x', 'b/raw.tif': 'x' })
  expect(openInputs([root]).remarks).toEqual([
    `${root}: passed over 2 × .tif, 1 × .heic: of kinds that are not read (jpg, jpeg, png, webp, gif, bmp are); convert them`,
  ])
  expect(openInputs([`${root}/a/1.png`]).remarks).toEqual([])
})

test('label maps among the pictures of a set of scenes are told', () => {
  const root = writeTree(tree(), {
    's/images/1.png': png(1),
    's/labels/1.png': png(2),
    's/x.labels/c.png': png(3),
  })
  expect(openInputs([root]).remarks).toEqual([
    expect.stringMatching(
      /2 of its 6 pictures lie in folders of label maps \(such as labels\/\), and are predicted/,
    ),
  ])
  expect(openInputs([`${root}/s/labels`]).remarks).toEqual([])
})

test('a list names paths by line, or by NUL if there is one', () => {
  const root = tree()
  const [one, two] = [`${root}/a/1.png`, `${root}/a/2.png`]
  const files = (list: string) => openInputs(['-'], Buffer.from(list)).images.map(({ file }) => file)
  expect(files(`${one}\n${two}\n`)).toEqual([one, two])
  expect(files(`${one}\0${two}`)).toEqual([one, two])
  expect(files(`\n${two}`)).toEqual([two])
  expect(files(`${one}\r\n${two}\r\n`)).toEqual([one, two])
  expect(() => files('')).toThrow('no images: expected paths')
  expect(() => files(`${root}/absent.png`)).toThrow('absent.png: no such file or folder')
})

test('results are named after images, one to one', () => {
  expect(outputNames(['a/1.png', 'b/1.png', '.hidden'], '.s', [])).toEqual(['a/1.s', 'b/1.s', '.hidden.s'])
  expect(outputNames(['a/1.png', 'a/1.jpg'], '.s', [])).toEqual(['a/1.png.s', 'a/1.jpg.s'])
  expect(outputNames(['1.jpg', '1.jpg.png'], '.s', [])).toEqual(['1.s', '1.jpg.png.s'])
  const long = ['x'.repeat(255), 'x'.repeat(254)].map(name => `${name.slice(0, -4)}.png`)
  const cut = outputNames(long, '.safetensors', [])
  expect(new Set(cut).size).toBe(2)
  for (const name of cut) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  // A name of 4-byte characters is cut between them.
  const [emoji] = outputNames([`${'🙂'.repeat(63)}.x`], '.safetensors', []) as [string]
  expect(Buffer.from(emoji).toString()).toBe(emoji)
  expect(() => outputNames(['p'], '.json', ['p.json'])).toThrow('is the name of another')
})
