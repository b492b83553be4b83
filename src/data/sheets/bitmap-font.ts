/**
 * A font of 3 × 5 pixels for captions in PNG files, where there is no text: capitals, digits and the signs
 * that names and numbers have. Each digit of a glyph is a row from the top, its bits the pixels from the left.
 */
const GLYPHS: Record<string, string> = {
  ...{ 0: '75557', 1: '26227', 2: '71747', 3: '71317', 4: '55711', 5: '74717', 6: '74757', 7: '71122' },
  ...{ 8: '75757', 9: '75717', A: '25755', B: '65656', C: '34443', D: '65556', E: '74647', F: '74644' },
  ...{ G: '34553', H: '55755', I: '72227', J: '11152', K: '55655', L: '44447', M: '57755', N: '75555' },
  ...{ O: '25552', P: '65644', Q: '25563', R: '65655', S: '34216', T: '72222', U: '55557', V: '55552' },
  ...{ W: '55775', X: '55255', Y: '55222', Z: '71247', ' ': '00000', '.': '00002', ',': '00024' },
  ...{ '-': '00700', _: '00007', ':': '02020', '%': '51245', '/': '11244', '+': '02720', '(': '12221' },
  ...{ ')': '42224', '<': '12421', '>': '42124', '=': '07070', '!': '22202', '?': '61202', '#': '57575' },
  ...{ "'": '22000', '…': '00005' },
}
const UNKNOWN = '75557'
const SIGNS: Record<string, string> = { '→': '>', '−': '-', '–': '-', '’': "'" }

/** Pixels from one character to the next, and from one line to the next, at scale 1. */
export const ADVANCE = 4
export const LINE = 7

/**
 * Calls `dot` for every pixel of a line of text, from its upper left corner. Small letters are drawn as
 * capitals, accents are left out, characters that the font lacks are boxes.
 */
export function drawText(text: string, dot: (x: number, y: number) => void): void {
  glyphsOf(text).forEach((glyph, i) => {
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 3; x++) if ((Number(glyph[y]) >> (2 - x)) & 1) dot(i * ADVANCE + x, y)
  })
}

/** The text cut to `count` characters, with an ellipsis if it is longer. */
export function shorten(text: string, count: number): string {
  const characters = [...text]
  return characters.length <= count ? text : `${characters.slice(0, Math.max(0, count - 1)).join('')}…`
}

function glyphsOf(text: string): string[] {
  const plain = text.replace(/[→−–’]/g, sign => SIGNS[sign]!)
  const letters = plain.replaceAll('…', '\0').normalize('NFKD').replaceAll('\0', '…').replace(/\p{M}/gu, '')
  return Array.from(letters.toUpperCase(), character => GLYPHS[character] ?? UNKNOWN)
}
