import { printable } from '../printable.js'

/**
 * HTML or SVG that may stand in a page as it is. Only `markup` and `trusted` make it; every other value
 * that reaches a page is escaped by `markup`.
 */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text
  }
}

/** What a template may hold; `undefined`, `null` and `false` leave nothing behind. */
export type Piece = Markup | string | number | undefined | null | false | readonly Piece[]

/**
 * Markup from a template: strings and numbers are escaped, markup is taken over, lists are joined.
 * Attribute values must stand in double quotes; names must never become a link's target.
 */
export function markup(strings: TemplateStringsArray, ...values: Piece[]): Markup {
  const text = strings.map((literal, i) => literal + (i < values.length ? render(values[i]) : ''))
  return new Markup(text.join(''))
}

/** Text that its author vouches for (a style sheet, a script of ours). */
export function trusted(text: string): Markup {
  return new Markup(text)
}

/** JSON for a `<script type="application/json">`: nothing in it can end the element or a line of a script. */
export function embeddedJson(value: unknown): Markup {
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return new Markup(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicode))
}

function render(piece: Piece): string {
  if (piece === undefined || piece === null || piece === false) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'object') return piece.map(render).join('')
  return printable(String(piece)).replace(/[&<>"']/g, character => ENTITIES[character]!)
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
