/** From what a person writes, `energy:temperature=2` or `./mine.js:k=5`, to a method with its options. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { UserError } from '../errors.js'

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
export interface Methods<M extends Method> {
  byName(name: string): M
  /** What a module of one's own exports by default, in words. */
  contract: string
  /** Whether it does; name and options are seen to. */
  fulfils(exported: Partial<M>): boolean
}

/** Looks names up; an unknown one is a mistake of the user. */
export function registry<T extends { name: string }>(kind: string, all: readonly T[]): (name: string) => T {
  const byName = new Map(all.map(entry => [entry.name, entry]))
  if (byName.size < all.length) throw new Error(`two ${kind}s share a name`)
  return name => {
    const found = byName.get(name)
    if (!found) throw new UserError(`unknown ${kind} "${name}"; known: ${[...byName.keys()].join(', ')}`)
    return found
  }
}

/** @throws UserError on an unknown method or option, or a module that is none */
export async function choose<M extends Method>(spec: string, methods: Methods<M>): Promise<Choice<M>> {
  const [, name = '', given = ''] = /^(.*?)(?::([\w-]+=.*))?$/s.exec(spec) ?? []
  const isOwn = /[/\\]|\.[cm]?js$/.test(name)
  const found = isOwn ? await load(name, methods) : methods.byName(name)
  const entries = given === '' ? [] : given.split(',').map(pair => pair.split('=') as [string, string])
  const raw = Object.fromEntries(entries.map(([key, value]) => [key, readValue(value)]))
  const options = found.options.safeParse(raw)
  if (!options.success) {
    throw new UserError(
      `method ${found.name}: ${z.prettifyError(options.error).replaceAll(/\s*\n\s*/g, ' ')}`,
    )
  }
  return {
    label: given === '' ? found.name : `${found.name}:${given}`,
    detector: found,
    options: options.data,
    ...(isOwn && { file: resolve(name) }),
  }
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

const readValue = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

async function load<M extends Method>(path: string, { contract, fulfils }: Methods<M>): Promise<M> {
  const file = resolve(path)
  if (!existsSync(file))
    throw new UserError(
      `${path}: no such file (a method of your own is a module whose default export is a detector)`,
    )
  let module: { default?: Partial<M> }
  try {
    module = await import(pathToFileURL(file).href)
  } catch (error) {
    throw new UserError(`${path}: cannot be loaded (${(error as Error).message})`)
  }
  const exported: Partial<M> = module.default ?? {}
  if (typeof exported.name !== 'string' || !fulfils(exported))
    throw new UserError(`${path}: the default export is no detector; expected ${contract}`)
  return { source: path, ...exported, options: schemaOf(exported.options ?? {}, path) } as unknown as M
}

/**
 * Options of somebody's module: a zod schema, or their defaults, `{ k: 5 }`, whose types then decide.
 * @throws UserError on a default that is neither number, text nor switch
 */
function schemaOf(options: object, path: string): z.ZodType {
  if ('safeParse' in options) return options as z.ZodType
  const kinds: Record<string, z.ZodType> = { number: z.number(), string: z.string(), boolean: z.boolean() }
  const fields = Object.entries(options).map(([name, value]) => {
    const kind = kinds[typeof value]
    if (!kind)
      throw new UserError(
        `${path}: option ${name} has the default ${JSON.stringify(value)}; expected a number, a text, true or false (or a zod schema for all options)`,
      )
    return [name, kind.default(value)]
  })
  return z.strictObject(Object.fromEntries(fields))
}
