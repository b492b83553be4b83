/** Pictures as parts of a page. */
import { fitPicture } from '../../data/sheets/picture-sheet.js'
import type { Pixels } from '../../formats/pixels.js'
import { encodePng } from '../../formats/png-write.js'
import { type Markup, markup } from '../markup.js'

/** Larger pictures are averaged down to this, so that a report of fifty stays a file to send. */
export const SIDE = 480

/** @param alt what is to be seen, for whoever cannot see it */
export function embedded(picture: Pixels, alt: string, className = ''): Markup {
  const { width, height, data } = reduced(picture)
  const base64 = Buffer.from(encodePng({ width, height, data })).toString('base64')
  return markup`<img class="${className}" src="data:image/png;base64,${base64}" width="${width}" height="${height}" alt="${alt}" decoding="async">`
}

const reduced = (picture: Pixels): Pixels =>
  Math.max(picture.width, picture.height) > SIDE ? fitPicture(picture, SIDE) : picture

/** A picture with a line of text above it. */
export function panel(caption: Markup | string, picture: Markup): Markup {
  return markup`<figure class="panel"><figcaption>${caption}</figcaption>${picture}</figure>`
}
