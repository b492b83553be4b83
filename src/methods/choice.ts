/** From what a person writes, `energy:temperature=2` or `./mine.js:k=5`, to a method with its options. */
import { resolve } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { type Contract, loadOwn } from './own-module.js'

interface Method {
  name: string
  options: z.ZodType
}

/** A method with its options settled. */
export interface Choice<M extends Method> {
  /** The name that tables show: the method, with the options that were given. */
  label: string
  detector: M
  options: unknown
  /** The module that it is from, if it is somebody's own. */
  file?: string
}

/** The methods of a kind: those of our own, and what makes somebody's module one. */
export interface Methods<M extends Method> extends Contract<M> {
  byName(name: string): M
}

/** @throws UserError on an unknown method or option, or a module that is none */
export async function choose<M extends Method>(spec: string, methods: Methods<M>): Promise<Choice<M>> {
  const [, name = '', given = ''] = /^(.*?)(?::([\w-]+=.*))?$/s.exec(spec) ?? []
  const isOwn = /[/\\]|\.[cm]?js$/.test(name)
  const found = isOwn ? await loadOwn(name, methods) : methods.byName(name)
  const options = parseOptions(found, readOptions(found.name, given))
  if (!options.success) throw new UserError(`method ${found.name}: ${faultOf(found, options.error)}`)
  return {
    label: given === '' ? found.name : `${found.name}:${given}`,
    detector: found,
    options: options.data,
    ...(isOwn && { file: resolve(name) }),
  }
}

function faultOf({ options }: Method, error: z.ZodError): string {
  const unknown = error.issues.find(issue => issue.code === 'unrecognized_keys')
  if (!unknown) return z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ')
  const known = options instanceof z.ZodObject ? Object.keys(options.shape) : []
  const those = known.length > 0 ? `known: ${known.join(', ')}` : 'it has none'
  return `no option ${unknown.keys.map(key => JSON.stringify(key)).join(', ')}; ${those}`
}

/**
 * Several methods, each by its spec.
 * @throws UserError as `choose`, or if one is given twice
 */
export async function chooseEach<M extends Method>(
  specs: readonly string[],
  chooseOne: (spec: string) => Promise<Choice<M>>,
): Promise<Choice<M>[]> {
  const chosen = await Promise.all(specs.map(chooseOne))
  const labels = chosen.map(({ label }) => label)
  const twice = labels.find((label, i) => labels.indexOf(label) < i)
  if (twice !== undefined) throw new UserError(`--method: two methods are called "${twice}"; give it once`)
  return chosen
}

/**
 * @param known methods that need none, for the message
 * @throws UserError if one of the methods needs an outlier class and the model has none
 */
export function checkOutlierClass(
  chosen: readonly Choice<Method & { needs?: { outlierClass?: boolean } }>[],
  outlierClass: boolean,
  known: readonly string[],
): void {
  const unmet = chosen.find(({ detector }) => detector.needs?.outlierClass && !outlierClass)
  if (unmet)
    throw new UserError(
      `method ${unmet.label} needs an outlier class, which the model has not; known without: ${known.join(', ')}`,
    )
}

/** `k=5,prompt=a=b` → texts by key. @throws UserError on what is no `key=value`, and on a key that comes twice */
function readOptions(method: string, given: string): Map<string, string> {
  const texts = new Map<string, string>()
  for (const pair of given === '' ? [] : given.split(',')) {
    const at = pair.indexOf('=')
    const key = pair.slice(0, at)
    if (at <= 0) throw new UserError(`method ${method}: option "${pair}", expected key=value`)
    if (texts.has(key)) throw new UserError(`method ${method}: option ${key} is given twice`)
    texts.set(key, pair.slice(at + 1))
  }
  return texts
}

/** What looks like a number or a switch is taken as one, unless the method takes only a text there. */
function parseOptions({ options }: Method, texts: ReadonlyMap<string, string>) {
  const values = new Map([...texts].map(([key, text]) => [key, readValue(text)]))
  const parsed = options.safeParse(Object.fromEntries(values))
  if (parsed.success) return parsed
  for (const { path } of parsed.error.issues) {
    const text = texts.get(String(path[0]))
    if (text !== undefined) values.set(String(path[0]), text)
  }
  const again = options.safeParse(Object.fromEntries(values))
  return again.success ? again : parsed
}

const readValue = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
