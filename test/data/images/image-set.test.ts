import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOfName, nameOfBytes } from '../../../src/data/file-name.js'
import { openNamedSet } from '../../../src/data/images/benchmark.js'
import { type ImageSet, openImageSet } from '../../../src/data/images/image-set.js'
import { sortNaturally } from '../../../src/data/natural-order.js'
import { listImages } from '../../../src/data/walk.js'
import { exitCodeOf, type UserError } from '../../../src/errors.js'
import { png, tarGz, temporaryFolder, writeTree } from '../fixtures.js'

const listed = (set: ImageSet) => set.items.map(({ file, label }) => [file, label])
const refusal = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    expect(exitCodeOf(error)).toBe(2)
    const { message } = error as UserError
    expect(message).not.toContain('\n')
    return message
  }
  throw new Error('nothing was refused')
}

const animals = { 'cat/img10.png': png(1), 'cat/img2.png': png(2), 'ant/a/deep.PNG': png(3) }

test('a folder: one class a folder, natural order, bytes as they lie there', () => {
  const set = openImageSet(
    writeTree(temporaryFolder(), { ...animals, 'cat/.hidden.png': '', 'cat/note.txt': '' }),
  )
  expect(set.classNames).toEqual(['ant', 'cat'])
  expect(listed(set)).toEqual([
    ['ant/a/deep.PNG', 0],
    ['cat/img2.png', 1],
    ['cat/img10.png', 1],
  ])
  expect(Buffer.from(set.items[1]!.load() as Uint8Array).equals(png(2))).toBe(true)
})

test('a flat folder has no classes; a mixture is refused until the layout is said', () => {
  const flat = writeTree(temporaryFolder(), { 'b.png': png(1), 'a.jpg': png(2) })
  expect(listed(openImageSet(flat))).toEqual([
    ['a.jpg', -1],
    ['b.png', -1],
  ])
  expect(refusal(() => openImageSet({ path: flat, classNames: ['x', 'y'] }).items)).toContain(
    'no class folders',
  )
  const mixed = writeTree(temporaryFolder(), { 'loose.png': png(1), 'cat/a.png': png(2) })
  expect(refusal(() => openImageSet(mixed).items)).toContain(
    '1 image ("loose.png") lies beside class folders',
  )
  expect(openImageSet({ path: mixed, layout: 'flat' }).items).toHaveLength(2)
  expect(refusal(() => openImageSet({ path: mixed, layout: 'classes' }).items)).toContain(
    '"loose.png" in no class',
  )
})

test('a tar.gz is its folder, in the order of the archive', () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'a.tar.gz'),
    tarGz({ 'dog/0.png': png(1), 'ant/0.png': png(2), 'dog/1.png': png(3) }),
  )
  const set = openImageSet(join(folder, 'a.tar.gz'))
  expect(set.classNames).toEqual(['ant', 'dog'])
  expect(listed(set)).toEqual([
    ['dog/0.png', 1],
    ['ant/0.png', 0],
    ['dog/1.png', 1],
  ])
})

test('one folder around the classes of an archive is entered; one with images of its own is a class', () => {
  const archive = (...files: string[]) => {
    const path = join(temporaryFolder(), 'photos.tgz')
    writeFileSync(path, tarGz(Object.fromEntries(files.map((file, i) => [file, png(i)]))))
    return path
  }
  const around = archive('photos/dog/0.png', 'photos/ant/deep/0.png')
  expect(listed(openImageSet(around))).toEqual([
    ['dog/0.png', 1],
    ['ant/deep/0.png', 0],
  ])
  expect(openImageSet(archive('dog/0.png', 'dog/old/1.png')).classNames).toEqual(['dog'])
  const named = openImageSet({ path: archive('dog/old/1.png'), classNames: ['dog'] })
  expect(listed(named)).toEqual([['dog/old/1.png', 0]])
})

test('class names may be ordered, or titled; a class that is not among them is refused', () => {
  const folder = writeTree(temporaryFolder(), { ...animals, 'names.json': '{"cat": "Felis catus"}' })
  const ordered = openImageSet({ path: folder, classNames: ['cat', 'ant'] })
  expect(listed(ordered)[0]).toEqual(['ant/a/deep.PNG', 1])
  expect(openImageSet({ path: folder, classNames: join(folder, 'names.json') }).classNames).toEqual([
    'ant',
    'Felis catus',
  ])
  expect(refusal(() => openImageSet({ path: folder, classNames: ['cat', 'dog'] }).items)).toContain(
    'holds "ant"',
  )
})

test('the fingerprint follows content, not place', () => {
  const [a, b] = [temporaryFolder(), temporaryFolder()].map(folder => writeTree(folder, animals)) as [
    string,
    string,
  ]
  expect(openImageSet(a).fingerprint()).toBe(openImageSet(b).fingerprint())
  const others = [
    openImageSet({ path: a, classNames: ['cat', 'ant'] }),
    openImageSet({ path: a, fromIndex: 3, layout: 'classes' }),
    openImageSet(writeTree(b, { 'cat/img2.png': png(9) })),
  ]
  const prints = [a, ...others].map(set => (typeof set === 'string' ? openImageSet(set) : set).fingerprint())
  expect(new Set(prints).size).toBe(4)
})

test('fromIndex and untilIndex choose by the number in the name', () => {
  const files = Object.fromEntries([0, 1, 2, 3].map(i => [`cat/000${i}.png`, png(i)]))
  const path = writeTree(temporaryFolder(), files)
  expect(listed(openImageSet({ path, fromIndex: 2 })).map(([file]) => file)).toEqual([
    'cat/0002.png',
    'cat/0003.png',
  ])
  expect(openImageSet({ path, fromIndex: 1, untilIndex: 3 }).items).toHaveLength(2)
  expect(refusal(() => openImageSet({ path, fromIndex: 4 }).items)).toContain('no image has a number')
})

test('what a description says of its file is held', () => {
  const path = join(temporaryFolder(), 'a.tar.gz')
  writeFileSync(path, tarGz({ 'dog/0.png': png(1) }))
  expect(refusal(() => openImageSet({ path, bytes: 1 }).items)).toContain('bytes, expected 1')
  expect(refusal(() => openImageSet({ path, sha256: 'a'.repeat(64) }).fingerprint())).toContain(
    'expected aaaa',
  )
  expect(refusal(() => openImageSet({ path, images: 2 }).items)).toBe(`${path}: 1 image, expected 2`)
  expect(refusal(() => openImageSet({ path, perClass: { dog: 3 } }).items)).toContain(
    '1 image of "dog", expected 3',
  )
})

test('20: empty, hidden only, no images, missing, a file: each is refused with what was sought and found', () => {
  const folder = temporaryFolder()
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  const hidden = writeTree(join(folder, 'hidden'), { '.a.png': png(1) })
  const texts = writeTree(join(folder, 'texts'), { 'a.txt': '', 'b.txt': '', c: '' })
  const file = join(writeTree(folder, { 'file.dat': '' }), 'file.dat')
  expect(refusal(() => openImageSet(empty).items)).toMatch(/no images; sought \.jpg.*found nothing/)
  expect(refusal(() => openImageSet(hidden).items)).toContain('found nothing visible')
  expect(refusal(() => openImageSet(texts).items)).toContain('found 2 × .txt, 1 × no extension')
  expect(refusal(() => openImageSet(join(folder, 'gone')))).toContain('no such file or folder')
  expect(refusal(() => openImageSet(file))).toContain('expected a folder of images')
  expect(refusal(() => listImages(empty))).toContain('no images')
})

test('9: a folder named like an image is a folder', () => {
  expect(listImages(writeTree(temporaryFolder(), { 'a.png/b.png': png(1) }))).toEqual(['a.png/b.png'])
})

test('23: every name that a file can have is found, and leads back to its file', () => {
  const folder = temporaryFolder()
  const names = [
    '\u00e4.png',
    'a\u0308.png',
    'a b.png',
    `q'"u.png`,
    'new\nline.png',
    '%2e.png',
    '-rf.png',
    'a.b.c.JPG',
  ]
  const bytes = [...names, `${'x'.repeat(246)}.png`].map(name => Buffer.from(name))
  bytes.push(
    Buffer.from([0xff, 0x2e, 0x70, 0x6e, 0x67]),
    Buffer.from([0x61, 0xc3, 0x28, 0xff, 0x2e, 0x67, 0x69, 0x66]),
  )
  bytes.forEach((name, i) => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), String(i))
  })
  const { items } = openImageSet(folder)
  expect(new Set(items.map(({ file }) => file)).size).toBe(bytes.length)
  for (const { file, load } of items) {
    const index = Number(Buffer.from(load() as Uint8Array).toString())
    expect(bytesOfName(file).equals(bytes[index]!), file).toBe(true)
  }
})

test('23: names and bytes are one to one, also through JSON', () => {
  for (const text of ['plain', '\u00fc\ufffd', '\u{1F600}', '\\xff'].map(name => Buffer.from(name)))
    expect(bytesOfName(nameOfBytes(text)).equals(text)).toBe(true)
  for (let a = 0; a < 256; a += 5)
    for (let b = 0; b < 256; b += 3) {
      const bytes = Buffer.from([0x61, a, b, 0xf0])
      expect(bytesOfName(JSON.parse(JSON.stringify(nameOfBytes(bytes)))).equals(bytes)).toBe(true)
    }
})

test('24: equal basenames stay apart; loops of links end; a linked folder counts once', () => {
  const folder = writeTree(temporaryFolder(), {
    'a/1.png': png(1),
    'a/1.jpg': png(2),
    'b/1.png': png(3),
    'b/A.png': '',
  })
  symlinkSync('..', join(folder, 'a/l'))
  symlinkSync('../a', join(folder, 'b/twin'))
  symlinkSync('self', join(folder, 'b/self'))
  symlinkSync('nowhere', join(folder, 'b/gone.png'))
  expect(listImages(folder)).toEqual(['a/1.jpg', 'a/1.png', 'b/1.png', 'b/A.png', 'b/gone.png'])
  const gone = openImageSet(folder).items.at(-1)!
  expect(refusal(() => gone.load())).toContain('gone.png: cannot be read (ENOENT)')
  unlinkSync(join(folder, 'a/1.png'))
})

test('37: an empty class folder, and a class of the list without images, are named', () => {
  const folder = writeTree(temporaryFolder(), { 'cat/a.png': png(1) })
  mkdirSync(join(folder, 'dog'))
  expect(refusal(() => openImageSet(folder).items)).toContain(
    'no image of "dog"; expected at least one of each',
  )
  expect(openImageSet(folder, { allowEmptyClasses: true }).classNames).toEqual(['cat', 'dog'])
  expect(refusal(() => openImageSet({ path: folder, classNames: ['cat', 'cow', 'dog'] }).items)).toContain(
    '"cow"',
  )
})

test('an image list: paths by the first blank, CRLF, no last newline, labels from -1', () => {
  const root = writeTree(temporaryFolder(), { 'x/cat/1.png': png(1), 'x/dog/2.png': png(2), 'o.png': png(3) })
  const list = join(
    writeTree(root, {
      'l.txt': 'x/cat/1.png 0\r\no.png -1\r\n\r\nx/dog/2.png { "group_label": 1 ,"class_label": 1 }',
    }),
    'l.txt',
  )
  const set = openImageSet({ path: list, root })
  expect(listed(set)).toEqual([
    ['x/cat/1.png', 0],
    ['o.png', -1],
    ['x/dog/2.png', 1],
  ])
  expect(set.classNames).toEqual(['cat', 'dog'])
})

test.each([
  ['a.png', 'line 1: "a.png", expected "relative/path label"'],
  ['/etc/a.png 0', 'leaves the root folder'],
  ['a/../../b.png 0', 'leaves the root folder'],
  ['a.png x', 'the label "x"'],
  ['a.png -2', 'the label "-2"'],
  ['a.png 1e9', 'the label'],
  ['a.png 99999999', 'the label'],
  ['a.png {"class_label": "1"}', 'the label'],
  ['', 'the list is empty'],
  ['missing.png 0', '1 of 1 listed image is not below'],
])('21: an image list with %j is refused', (line, message) => {
  const root = temporaryFolder()
  writeFileSync(join(root, 'l.txt'), line)
  expect(refusal(() => openImageSet({ path: join(root, 'l.txt') }).items)).toContain(message)
})

test('natural order: numbers by value, everything else by code', () => {
  expect(sortNaturally(['b', 'a10', 'a9', 'a', 'B', 'a09', `1${'0'.repeat(40)}`, '2'])).toEqual([
    '2',
    `1${'0'.repeat(40)}`,
    'B',
    'a',
    'a09',
    'a9',
    'a10',
    'b',
  ])
})

test('CIFAR in its binary version and MNIST: by folder and split, or by file', () => {
  const rows = (labels: number[][], seed: number) =>
    Buffer.concat(labels.map(label => Buffer.from([...label, ...new Array(3072).fill(seed)])))
  const folder = temporaryFolder()
  const names = 'airplane\nb\nc\nd\ne\nf\ng\nh\ni\ntruck\n\n'
  writeTree(folder, {
    'c10/batches.meta.txt': names,
    'c10/data_batch_1.bin': rows([[0], [9]], 1),
    'c10/data_batch_2.bin': rows([[3]], 2),
    'c10/test_batch.bin': rows([[5]], 3),
    'c100/train.bin': rows([[1, 99]], 4),
    'mnist/t10k-images-idx3-ubyte': Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 200]),
    'mnist/t10k-labels-idx1-ubyte': Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 1, 4]),
  })
  const train = openNamedSet(join(folder, 'c10#train'))
  expect(listed(train)).toEqual([
    ['data_batch_1.bin/0', 0],
    ['data_batch_1.bin/1', 9],
    ['data_batch_2.bin/0', 3],
  ])
  expect(train.classNames.at(-1)).toBe('truck')
  expect(openImageSet(join(folder, 'c10/test_batch.bin')).items[0]!.label).toBe(5)
  expect(openNamedSet(join(folder, 'c100#train')).items[0]!.label).toBe(99)
  const before = openNamedSet(join(folder, 'c100#train')).fingerprint()
  const fine = Array.from({ length: 100 }, (_, i) => `kind ${i}\n`)
  writeTree(folder, { 'c100/fine_label_names.txt': fine.join('') })
  expect(openNamedSet(join(folder, 'c100#train')).fingerprint()).not.toBe(before)
  const digit = openNamedSet(join(folder, 'mnist#test')).items[0]!
  expect(digit.label).toBe(4)
  expect(digit.load()).toEqual({ width: 2, height: 1, data: Uint8Array.from([7, 7, 7, 200, 200, 200]) })
  expect(refusal(() => openImageSet(join(folder, 'c10')))).toContain('#train or')
  expect(refusal(() => openNamedSet(join(folder, 'c100#test')))).toContain('no files of its test split')
  expect(
    refusal(() => openImageSet({ path: join(folder, 'c10'), split: 'test', classNames: ['a'] }).items),
  ).toContain('10 classes, expected the 1')
})
