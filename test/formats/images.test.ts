import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { orientationOf, turn } from '../../src/formats/exif.js'
import { readSafetensors } from '../../src/formats/index.js'
import { decodeImage, imageHeader, uprightSize } from '../../src/formats/pixels.js'
import { encodePng } from '../../src/formats/png-write.js'
import { stream } from '../../src/random.js'
import { fuzz } from './fuzz.js'
import { imageFile, imageFiles, pngChunk, writePng } from './image-files.js'

const upright = (name: string) => decodeImage(imageFile(name), { name })

describe('HOSTILE 9: the type is told by content', () => {
  test('a name that does not fit is read, with a warning', () => {
    const { warnings, ...pixels } = upright('png-named.jpg')
    expect(warnings).toEqual(['is named .jpg but is a PNG image'])
    const same = decodeImage(imageFile('png-named.jpg'), { name: 'photo.PNG' })
    expect(same).toEqual({ ...pixels, warnings: [] })
    expect(upright('gif-named.png').warnings).toEqual(['is named .png but is a GIF image'])
  })

  test.each([
    ['', 'an empty file'],
    ['\n <!DOCTYPE html><title>404', 'an HTML page: the download failed?'],
    ['<!-- moved --><HTML>', 'an HTML page'],
    ['version https://git-lfs.github.com/spec/v1', 'a Git LFS pointer'],
    ['II*\0', 'a TIFF image; convert it to PNG'],
    ['MM\0*', 'a TIFF image'],
    ['\0\0\0\x18ftypheic', 'a HEIC image'],
    ['\0\0\0\x18ftypavif', 'an AVIF image'],
    ['\x89HDF\r\n\x1a\n', 'an HDF5 file'],
    ['%PDF-1.7', 'a PDF document'],
    ['PK\x03\x04', 'a zip archive'],
    ['\x1f\x8b\x08', 'a gzip file'],
    ['<svg xmlns=', 'an SVG'],
    ['\0\0\0\0', 'nothing but zero bytes'],
    ['garbage', 'a file of unknown type'],
  ])('%j is named: %s', (content, name) => {
    const decode = () => decodeImage(Buffer.from(content, 'latin1'), { name: 'a.png' })
    expect(decode).toThrow(`a.png: ${name}`)
    expect(decode).toThrow('expected a JPEG, PNG, WebP, GIF or BMP image')
  })

  test('headers tell type and size without decoding', () => {
    for (const name of [
      'rgb.jpg',
      'rgb8.png',
      'lossy.webp',
      'lossless.webp',
      'gif-named.png',
      'bmp-named.png',
    ])
      expect(imageHeader(imageFile(name), name)).toMatchObject({ width: 32, height: 24 })
    expect(imageHeader(imageFile('exif-6.jpg'), 'x')).toEqual({ format: 'jpeg', width: 24, height: 32 })
  })
})

describe('HOSTILE 10: two policies', () => {
  const decode = (bytes: Uint8Array, policy: 'upright' | 'openood') =>
    decodeImage(bytes, { name: 'x', policy })

  test('16-bit grey: the high byte, or clipped at 255', () => {
    const bytes = encodePng({ width: 4, height: 1, data: Uint16Array.of(0, 200, 256, 65535) })
    const red = (policy: 'upright' | 'openood') =>
      [...decode(bytes, policy).data].filter((_, i) => i % 3 === 0)
    expect(red('upright')).toEqual([0, 0, 1, 255])
    expect(red('openood')).toEqual([0, 200, 255, 255])
  })

  test('EXIF: turned, or as stored', () => {
    expect(decode(imageFile('exif-6.jpg'), 'upright')).toMatchObject({ width: 32, height: 24 })
    expect(decode(imageFile('exif-6.jpg'), 'openood')).toMatchObject({ width: 24, height: 32 })
  })

  test('truncated JPEG: refused, or filled and said', () => {
    const cut = imageFile('rgb.jpg').subarray(0, -40)
    expect(() => decode(cut, 'upright')).toThrow('truncated JPEG')
    expect(decode(cut, 'openood').warnings).toEqual([expect.stringContaining('what is missing was filled')])
  })

  test('palette index without a colour: refused, or that grey', () => {
    expect(() => decode(imageFile('bad-palette-index.png'), 'upright')).toThrow(
      'palette index 255 beyond 2 colours',
    )
    expect(decode(imageFile('bad-palette-index.png'), 'openood').data).toContain(255)
  })

  test('transparency and alpha are dropped by both', () => {
    for (const name of ['rgba.png', 'palette-trns.png', 'grey-alpha.png', 'cmyk.jpg'])
      expect(decode(imageFile(name), 'openood').data, name).toEqual(decode(imageFile(name), 'upright').data)
  })

  const golden = resolve(import.meta.dirname, '../goldens/image/resnet18_32x32/narrow')
  test.skipIf(!existsSync(golden))("openood equals Pillow's convert('RGB') on awkward files", () => {
    const { tensors } = readSafetensors(join(golden, 'images.safetensors'))
    const files = [...tensors.keys()].filter(key => key.startsWith('decoded/')).map(key => key.slice(8))
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) {
      const { width, height, data } = decode(readFileSync(join(golden, 'images', file)), 'openood')
      const { shape, bytes } = tensors.get(`decoded/${file}`)!
      expect([height, width, 3], file).toEqual(shape)
      expect(Buffer.compare(data, bytes), file).toBe(0)
    }
  })
})

describe('HOSTILE 11: EXIF orientation', () => {
  const expected = upright('exif-1.jpg')

  test.each([2, 3, 4, 5, 6, 7, 8])('orientation %i shows the same picture', value => {
    const { width, height, data } = upright(`exif-${value}.jpg`)
    expect([width, height]).toEqual([32, 24])
    // The blocks of a JPEG lie otherwise in a turned picture, so its values differ a little.
    expect(Math.max(...data.map((byte, i) => Math.abs(byte - expected.data[i]!)))).toBeLessThan(40)
  })

  test('turns, written out for a picture of 2x3', () => {
    const stored = { width: 2, height: 3, data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap(v => [v, v, v])) }
    const turned = [1, 2, 3, 4, 5, 6, 7, 8].map(value => {
      const { width, data } = turn(stored, value as 1)
      return [width, [...data].filter((_, i) => i % 3 === 0).join('')]
    })
    expect(turned).toEqual([
      [2, '123456'],
      [2, '214365'],
      [2, '654321'],
      [2, '563412'],
      [3, '135246'],
      [3, '531642'],
      [3, '642531'],
      [3, '246135'],
    ])
  })

  test('the option to ignore it', () => {
    const { width, height } = decodeImage(imageFile('exif-6.jpg'), { name: 'x', ignoreOrientation: true })
    expect([width, height]).toEqual([24, 32])
  })

  test('invalid or broken: upright, with a warning', () => {
    expect(upright('exif-9.jpg').warnings).toEqual([expect.stringContaining('orientation is 9')])
    expect(upright('bad-exif.jpg').warnings).toEqual([expect.stringContaining('EXIF data are broken')])
    expect(orientationOf(Buffer.from('MM\0*\0\0\0\x08\0\0'))).toEqual({ orientation: 1 })
    expect(orientationOf(Buffer.from('MM')).warning).toContain('broken')
    expect(orientationOf(Buffer.from('II*\0\x08\0\0\0\x01\0', 'latin1')).warning).toContain('broken')
  })

  test('the size that decoding gives is told without it', () => {
    const names = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(value => `exif-${value}.jpg`)
    for (const name of [
      ...names,
      'bad-exif.jpg',
      'rgb8.png',
      'lossy.webp',
      'gif-named.png',
      'bmp-named.png',
    ]) {
      const { width, height } = upright(name)
      expect(uprightSize(imageFile(name), name), name).toEqual({ width, height })
    }
    expect(uprightSize(imageFile('bad-truncated.png'), 'x')).toEqual({ width: 32, height: 24 })
    expect(() => uprightSize(imageFile('lfs-pointer.png'), 'x.png')).toThrow('x.png: a Git LFS pointer')
  })

  test('damaged files have a size or an error of one kind', async () => {
    await fuzz('upright size', imageFiles('.jpg', '.png', '.webp'), bytes => void uprightSize(bytes, 'x'))
  })

  test('PNG has EXIF data too', () => {
    const tiff = Buffer.from('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0', 'latin1')
    const kind = { width: 2, height: 1, bitDepth: 8, colourType: 0, interlaced: false }
    const bytes = writePng([7, 9], kind, stream(1, 'exif'), [pngChunk('eXIf', tiff)])
    expect(decodeImage(bytes, { name: 'x' })).toMatchObject({ width: 1, height: 2, warnings: [] })
    expect(decodeImage(bytes, { name: 'x', policy: 'openood' })).toMatchObject({ width: 2, height: 1 })
    expect(uprightSize(bytes, 'x')).toEqual({ width: 1, height: 2 })
    // Behind the pixels as well.
    const plain = writePng([7, 9], kind, stream(1, 'exif'))
    const end = plain.length - 12
    const late = Buffer.concat([plain.subarray(0, end), pngChunk('eXIf', tiff), plain.subarray(end)])
    expect(uprightSize(late, 'x')).toEqual({ width: 1, height: 2 })
    expect(decodeImage(late, { name: 'x' })).toMatchObject({ width: 1, height: 2 })
  })

  test('damaged EXIF data never throw', async () => {
    const file = imageFile('exif-6.jpg')
    const at = file.indexOf('Exif\0\0') + 6
    await fuzz('exif', [file.subarray(at, at + 64)], bytes => orientationOf(bytes))
  })
})
