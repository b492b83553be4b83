import { spelled } from '../../formats/json-numbers.js'
import { escapeInvisible } from '../../printable.js'

/**
 * A line of JSON, for files and for terminals: infinities, which JSON lacks, as text; characters by which a name could
 * move a cursor or turn the text around, as escapes.
 */
export const jsonLine = (value: unknown): string => escapeInvisible(JSON.stringify(value, spelled))
