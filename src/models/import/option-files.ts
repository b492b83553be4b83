/** What `uno import` is told in files: class names, preprocessing. */
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { streetColours, streetNames } from '../../data/scenes/street-classes.js'
import { UserError } from '../../errors.js'
import { fitting, parseJsonText, readJsonFile, readText } from '../../formats/json-file.js'
import { type Preprocessing, preprocessing, standardPreprocessing } from '../classifier-config.js'

/**
 * One name a line, or a JSON array of names, in the order of the outputs.
 * @throws UserError
 */
export function readClassNames(path: string): string[] {
  const text = readText(path)
  if (!text.trimStart().startsWith('[')) {
    const lines = text.split(/\r?\n/)
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines
  }
  const names = z.array(z.string()).safeParse(parseJsonText(text, path))
  if (!names.success) throw new UserError(`${path}: expected an array of names`)
  return names.data
}

/**
 * A file as `readClassNames` takes it, or the legend of a data set by name, with its colours.
 * @throws UserError
 */
export function readClasses(reference: string): {
  classNames: string[]
  classColours?: [number, number, number][]
} {
  if (reference !== 'cityscapes' || existsSync(reference)) return { classNames: readClassNames(reference) }
  return {
    classNames: [...streetNames],
    classColours: streetColours.map(([red, green, blue]) => [red, green, blue]),
  }
}

/**
 * Fields of a segmenter's `config.json`, to override what an import finds.
 * @throws UserError for fields that the format does not have
 */
export function readConfigFields(path: string): Record<string, unknown> {
  const fields = z.record(z.string(), z.unknown()).safeParse(readJsonFile(path))
  if (!fields.success) throw new UserError(`${path}: expected a JSON object of fields of config.json`)
  return fields.data
}

/**
 * A data family by name (`cifar10`), or a JSON file of `resize`, `crop`, `mean`, `std`, `policy`.
 * @throws UserError
 */
export function readPreprocessing(reference: string): Preprocessing {
  const known: Record<string, Preprocessing> = standardPreprocessing
  if (Object.hasOwn(known, reference)) return known[reference]!
  if (!existsSync(reference)) {
    const names = Object.keys(known).join(', ')
    throw new UserError(`unknown preprocessing "${reference}"; known: ${names}, or the path of a JSON file`)
  }
  return fitting(readJsonFile(reference), reference, preprocessing)
}
