/** Negatives as a recipe or a command line names them. */
import { resolve } from 'node:path'
import { z } from 'zod'

export const negativeLayouts = ['crops', 'ade20k', 'coco', 'instances'] as const

/** The schema of negatives in a file that lies in `folder`. */
export const negativeSpecIn = (folder: string) =>
  z.strictObject({
    path: z
      .string()
      .transform(path => resolve(folder, path))
      .describe('a folder, a .tar(.gz), or a benchmark in JSON'),
    split: z.string().optional().describe('train, val, test'),
    layout: z.enum(negativeLayouts).optional().describe('default: told from the names of the files'),
    annotations: z
      .enum(['instances', 'panoptic'])
      .optional()
      .describe('which of COCO’s annotations; default: instances where they are'),
    categories: z.array(z.string()).min(1).optional().describe('only objects of these'),
    without: z.array(z.string()).min(1).optional().describe('no objects of these'),
    minShortSide: z
      .int()
      .positive()
      .optional()
      .describe('COCO: only pictures whose shorter side is at least this (480 in the usual recipe)'),
    name: z.string().optional().describe('what tables call them'),
  })

export type NegativeSpec = z.infer<ReturnType<typeof negativeSpecIn>>
