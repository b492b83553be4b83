/**
 * A name as one visible line: control characters, line breaks, direction overrides (U+202E), other invisible
 * format characters and lone surrogates are spelled out as ⟨U+XXXX⟩, so that no name can hide its end, move
 * a terminal's cursor or reverse the text beside it. The joiners U+200C and U+200D stay: scripts need them.
 */
export function printable(text: string): string {
  return text.replace(INVISIBLE, character => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })
}

/** Several lines, each printable. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')

/** JSON in which the same characters are escaped, so that it says the same. */
export const escapeInvisible = (json: string): string =>
  json.replace(INVISIBLE, character =>
    Array.from({ length: character.length }, (_, i) => {
      const unit = character.charCodeAt(i).toString(16).padStart(4, '0')
      return `\\u${unit}`
    }).join(''),
  )

const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu
