/** What kind of file some bytes are: by content, never by name. */
// biome-ignore-all lint/suspicious/noControlCharactersInRegex: signatures are made of any bytes

export type ImageType = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp'

/** The type by its first bytes; for files that are no readable image, what they are instead. */
export function imageType(bytes: Uint8Array): { type: ImageType } | { refusal: string } {
  if (bytes.length === 0) return { refusal: 'an empty file' }
  const head = latin1(bytes.subarray(0, 512))
  const image = images.find(([, pattern]) => pattern.test(head))
  if (image) return { type: image[0] }
  const other = others.find(([pattern]) => pattern.test(head))
  return { refusal: other?.[1] ?? 'a file of unknown type' }
}

/** File name extensions by which each type goes. */
export const extensions: Record<ImageType, readonly string[]> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  gif: ['.gif'],
  bmp: ['.bmp', '.dib'],
}

// In these patterns a character is a byte.
const images: [ImageType, RegExp][] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['webp', /^RIFF[\s\S]{4}WEBP/],
  ['gif', /^GIF8[79]a/],
  ['bmp', /^BM/],
]

const others: [RegExp, string][] = [
  [/^\s*(<!--[\s\S]*?-->\s*)*<(!doctype html|html|head|body)/i, 'an HTML page: the download failed?'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer: fetch the real file (git lfs pull)'],
  [/^(II[*+]\0|MM\0[*+])/, 'a TIFF image; convert it to PNG'],
  [/^[\s\S]{4}ftyp(avif|avis)/, 'an AVIF image; convert it to PNG'],
  [/^[\s\S]{4}ftyp(hei|hev|mif1|msf1)/, 'a HEIC image; convert it to PNG'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'a JPEG XL image; convert it to PNG'],
  [/^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, 'a JPEG 2000 image; convert it to PNG'],
  [/^\s*(<\?xml|<svg)/, 'an SVG or XML document'],
  [/^P[1-7]\s/, 'a PNM image; convert it to PNG'],
  [/^8BPS/, 'a Photoshop file; convert it to PNG'],
  [/^\x76\x2f\x31\x01/, 'an OpenEXR image; convert it to PNG'],
  [/^\0\0\x01\0/, 'a Windows icon; convert it to PNG'],
  [/^\x89HDF\r\n/, 'an HDF5 file'],
  [/^%PDF/, 'a PDF document'],
  [/^PK(\x03\x04|\x05\x06)/, 'a zip archive: unpack it first'],
  [/^\x1f\x8b/, 'a gzip file: unpack it first'],
  [/^\0+$/, 'nothing but zero bytes: the copy or download failed?'],
]

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
