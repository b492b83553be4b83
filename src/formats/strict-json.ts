/** JSON from untrusted files: repeated names and deep nesting, which JSON.parse lets pass, are errors. */

/**
 * @param maxDepth how deep objects and arrays may nest
 * @throws Error with the reason, in words that follow a file's name
 */
export function parseStrictJson(text: string, maxDepth: number): unknown {
  checkStructure(text, maxDepth)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`is not JSON (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)})`)
  }
}

/** One pass over the text before JSON.parse builds anything; what is no JSON is left for JSON.parse to say. */
function checkStructure(text: string, maxDepth: number): void {
  const open: (Set<string> | undefined)[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{' || c === '[') {
      if (open.push(c === '{' ? new Set() : undefined) > maxDepth)
        throw new Error(`nests deeper than ${maxDepth} levels`)
    } else if (c === '}' || c === ']') {
      open.pop()
    } else if (c === '"') {
      const end = endOfString(text, i)
      if (isColonNext(text, end)) addName(open.at(-1), text.slice(i, end))
      i = end - 1
    }
  }
}

/** The index after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i + 1
}

function isColonNext(text: string, from: number): boolean {
  let i = from
  while (' \t\r\n'.includes(text[i] ?? '.')) i++
  return text[i] === ':'
}

function addName(names: Set<string> | undefined, literal: string): void {
  // Two spellings of a name are one name: "a" and "\u0061".
  const name = literal.includes('\\') ? unescaped(literal) : literal.slice(1, -1)
  if (names?.has(name)) throw new Error(`has the name ${literal.slice(0, 100)} twice`)
  names?.add(name)
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal)
  } catch {
    return literal
  }
}
