import type { JsonObject, RunFiles } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { absent, type Section } from './section.js'

/** Longer lists are cut: a manifest may name every image. */
const ITEMS = 40
/** So many leaves of a record are shown. */
const ROWS = 480

/** What the run can be made again from: recipe, data, environment. */
export function provenance({ recipe, data, environment, folder }: RunFiles): Section {
  const part = (title: string, file: string, value: JsonObject | undefined) =>
    value
      ? markup`<details${title === 'Recipe' && open}><summary>${title} <span class="at">${file}</span></summary>${definitions(value)}</details>`
      : absent(file, `It is written by "uno train … --out ${folder}"`)
  return {
    id: 'provenance',
    title: 'Provenance',
    lede: 'The run can be made again from these three files.',
    body: markup`${part('Recipe', 'recipe.json', recipe)}${part('Data', 'data.json', data)}${part('Environment', 'environment.json', environment)}`,
  }
}

const open = markup` open`

function definitions(value: JsonObject): Markup {
  const rows = flatten(value)
  const [shown, left] = [rows.slice(0, ROWS), rows.length - ROWS]
  const more: [string, string][] = left > 0 ? [['…', `${left} more in the file`]] : []
  return markup`<dl class="record">${[...shown, ...more].map(([path, text]) => markup`<dt>${path}</dt><dd>${text}</dd>`)}</dl>`
}

/** Every leaf with its path; lists of plain values in one line. */
export function flatten(value: unknown, path = ''): [path: string, text: string][] {
  if (value === null || typeof value !== 'object') return [[path, String(value)]]
  if (Array.isArray(value) && value.every(item => item === null || typeof item !== 'object')) {
    const shown = value.slice(0, ITEMS).join(', ')
    return [[path, value.length > ITEMS ? `${shown}, … (${value.length})` : shown || 'none']]
  }
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key))
}
