/** legend.json: the classes of a folder of images and label maps. */

import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { classColour } from '../class-colours.js'
import { type LabelTable, labelTable } from './label-table.js'
import type { SceneSet } from './scene-set.js'

const value = z.int().min(0).max(255)
const colour = z.tuple([value, value, value])

/** Label maps are bytes: the value after the last class is what is pasted, and 255 is ignored. */
const mostClasses = 254

const legendClass = z.strictObject({
  name: z.string().min(1),
  id: value.optional().describe('its value in the label files; default: its place in the list'),
  values: z.array(value).min(1).optional().describe('several values that are this class'),
  colour: colour.optional().describe('RGB, for pictures'),
})

const classesOf = <Class extends z.ZodType>(one: Class) =>
  z
    .array(one)
    .min(1)
    .max(mostClasses, `at most ${mostClasses} classes: the next value is what is pasted, and 255 is ignored`)

/**
 * Labels become 0, 1, … in the order of the list, whatever their values in the files are. A field that is not known is
 * refused: of a misspelt one the labels would have another meaning.
 */
export const legendSchema = z.strictObject({
  kind: z
    .enum(['classes', 'anomaly'])
    .default('classes')
    .describe('anomaly: exactly two classes, the inliers and the outliers'),
  classes: classesOf(legendClass),
  ignore: z
    .union([
      value,
      z.array(value),
      z
        .object({ id: value })
        .loose()
        .transform(({ id }) => id),
    ])
    .default(255)
    .describe('value or values of pixels that do not count'),
  others: z.enum(['refuse', 'ignore']).default('refuse').describe('what to do with all other values'),
})

/** CamVid's `classes.json` says more than a legend, and is not ours to judge. */
export const classesFileSchema = legendSchema.extend({ classes: classesOf(legendClass.strip()) }).strip()

export type LegendFile = z.infer<typeof legendSchema>

/** @throws UserError if a value or a name stands for two things, or an anomaly legend has not two classes */
export function readLegend(
  { kind, classes, ignore, others }: LegendFile,
  name: string,
): Pick<SceneSet, 'kind' | 'classNames' | 'colours'> & { table: LabelTable } {
  if (kind === 'anomaly' && classes.length !== 2)
    throw new UserError(
      `${name}: ${counted(classes.length, 'class', 'classes')}, expected two: the inliers, then the outliers`,
    )
  const meanings = new Map<number, number>()
  const give = (value: number, label: number) => {
    if (meanings.has(value)) throw new UserError(`${name}: the value ${value} stands for two things`)
    meanings.set(value, label)
  }
  classes.forEach(({ id, values }, label) => {
    for (const value of values ?? [id ?? label]) give(value, label)
  })
  for (const value of [ignore].flat()) give(value, 255)
  const classNames = classes.map(one => one.name)
  const twin = classNames.find((one, i) => classNames.indexOf(one) !== i)
  if (twin !== undefined) throw new UserError(`${name}: two classes are called ${JSON.stringify(twin)}`)
  return {
    kind,
    classNames,
    colours: classes.map(({ colour }, label) => colour ?? classColour(label)),
    table: labelTable(meanings, wordsOf([...meanings.keys()]), others === 'ignore' ? 255 : undefined),
  }
}

/** `0 to 10, 255`. */
function wordsOf(values: number[]): string {
  const runs: [number, number][] = []
  for (const value of values.sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && value === last[1] + 1) last[1] = value
    else runs.push([value, value])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ')
}
