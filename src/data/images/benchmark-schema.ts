/** The schema of a benchmark file. */
import { z } from 'zod'
import { classNamesIn, type SetSpec, setSpecIn } from './set-spec.js'

/** Inliers by split; the class names are handed to each. */
const inlierIn = (folder: string) => {
  const split = setSpecIn(folder).optional()
  const classNames = classNamesIn(folder).optional()
  return {
    name: z.string(),
    note: z.string().optional(),
    classNames,
    train: split,
    validation: split,
    test: split,
  }
}

/** What an inlier set is judged against. */
const outliersIn = (folder: string) => {
  const named = z.array(setSpecIn(folder).required({ name: true })).default([])
  return { negatives: setSpecIn(folder).optional(), near: named, far: named }
}

const triple = (channel: z.ZodNumber) => z.tuple([channel, channel, channel])

/** The schema of a benchmark that lies in `folder`; parsing makes its paths absolute. */
export const benchmarkIn = (folder: string) =>
  z
    .strictObject({
      version: z.literal(1),
      name: z.string(),
      note: z.string().optional(),
      archive: z.string().optional().describe('how the archives are laid out, for people'),
      normalisation: z
        .strictObject({ mean: triple(z.number()), std: triple(z.number().positive()) })
        .optional()
        .describe('mean and standard deviation of the channels, of pixels in 0…1'),
      inlier: z.strictObject(inlierIn(folder)).transform(shareClassNames),
      ...outliersIn(folder),
      validation: z
        .strictObject({
          note: z.string().optional(),
          inlier: setSpecIn(folder).optional(),
          outlier: setSpecIn(folder).optional(),
        })
        .optional()
        .describe('parts of the sets above for methods that search parameters'),
      large: z
        .strictObject({ ...inlierIn(folder), ...outliersIn(folder) })
        .transform(shareClassNames)
        .optional()
        .describe('a second benchmark with large images, for the pipeline of 256/224'),
    })
    .transform(read => ({
      ...read,
      validation: read.validation && validationOf(read.validation, read.inlier),
    }))

export type Benchmark = z.infer<ReturnType<typeof benchmarkIn>>

/** Inliers and outliers without the surroundings of a file. */
export type SetGroups = Pick<Benchmark, 'inlier' | 'negatives' | 'near' | 'far'>

function validationOf<V extends { inlier?: SetSpec }>(parts: V, { classNames }: Splits): V {
  return {
    ...parts,
    inlier: parts.inlier && { ...parts.inlier, classNames: parts.inlier.classNames ?? classNames },
  }
}

interface Splits {
  classNames?: SetSpec['classNames']
  train?: SetSpec
  validation?: SetSpec
  test?: SetSpec
}

function shareClassNames<S extends Splits>(splits: S): S {
  const share = (spec?: SetSpec) => spec && { ...spec, classNames: spec.classNames ?? splits.classNames }
  const { train, validation, test } = splits
  return { ...splits, train: share(train), validation: share(validation), test: share(test) }
}
