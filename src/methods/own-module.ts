/** Methods of one's own: what a module must export to be one. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { UserError } from '../errors.js'

/** What makes somebody's module a method of a kind. */
export interface Contract<M> {
  /** What a module exports by default, in words. */
  contract: string
  /** Whether it does; name and options are seen to. */
  fulfils(exported: Partial<M>): boolean
}

/**
 * The default export of a module, with its options as a schema.
 * @throws UserError if there is no such file, it cannot be loaded, or exports something else
 */
export async function loadOwn<M extends { name: string }>(
  path: string,
  { contract, fulfils }: Contract<M>,
): Promise<M> {
  const file = resolve(path)
  if (!existsSync(file))
    throw new UserError(
      `${path}: no such file (a method of your own is a module whose default export is a detector)`,
    )
  let module: { default?: Partial<M> & { options?: object } }
  try {
    module = await import(pathToFileURL(file).href)
  } catch (error) {
    throw new UserError(`${path}: cannot be loaded (${(error as Error).message})`)
  }
  const exported: Partial<M> & { options?: object } = module.default ?? {}
  if (typeof exported.name !== 'string' || !fulfils(exported))
    throw new UserError(`${path}: the default export is no detector; expected ${contract}`)
  const options = schemaOf(exported.options ?? {}, path)
  return { source: path, ...membersOf(exported), options } as unknown as M
}

/** Also of an instance of a class, whose methods go on to see its fields. */
function membersOf(exported: object): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  const chain = (from: object | null): object[] =>
    from === null || from === Object.prototype ? [] : [...chain(Object.getPrototypeOf(from)), from]
  for (const name of chain(exported).flatMap(one => Object.getOwnPropertyNames(one))) {
    const member = (exported as Record<string, unknown>)[name]
    if (name !== 'constructor') members[name] = typeof member === 'function' ? member.bind(exported) : member
  }
  return members
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
