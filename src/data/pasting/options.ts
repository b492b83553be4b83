/** How negatives are pasted: as the paper's code does it, or object by object with choices. */
import { z } from 'zod'

const share = z.number().min(0).max(1)
const ordered = ([from, to]: [number, number]) => from <= to
const message = 'expected the lower bound first'
const count = z.tuple([z.int().min(0).max(100), z.int().min(0).max(100)]).refine(ordered, message)
const pixels = z.tuple([z.int().positive(), z.int().positive()]).refine(ordered, message)
const quality = z.tuple([z.int().min(1).max(100), z.int().min(1).max(100)]).refine(ordered, message)

/** As Open-set-M2F's release pastes. UNO draws sizes 96 to 499, EAM 96 to 383 (and labels what it pastes as ignored). */
const pictures = z.strictObject({
  style: z
    .literal('pictures')
    .describe('as the paper: regions of one picture, drawn at the place they have in it'),
  size: pixels
    .default([96, 499])
    .describe('the picture is reduced to a longer side of this, drawn; never enlarged'),
  regions: z.int().positive().default(3).describe('regions drawn with replacement'),
  leaveAlone: share.default(0).describe('share of scenes into which nothing is pasted'),
})

const distractors = z.strictObject({
  number: count.default([1, 2]).describe('how many, drawn'),
  classes: z
    .array(z.string())
    .min(1)
    .describe('classes whose regions are cut out of other scenes, keeping their label'),
  minArea: z.int().positive().default(100).describe('regions of fewer pixels are left where they are'),
})

const objects = z.strictObject({
  style: z.literal('objects').describe('single objects, cut out, scaled and placed one by one'),
  number: count.default([1, 3]).describe('how many, drawn'),
  size: pixels.default([16, 160]).describe('longer side in pixels of the scene, drawn log-uniformly'),
  enlarge: z.boolean().default(false).describe('whether an object may be made larger than it is'),
  keepAspect: z.boolean().default(true).describe('false: its width is multiplied by ½ to 2, drawn'),
  flip: z.boolean().default(true).describe('mirrors every second object'),
  minArea: z
    .int()
    .positive()
    .default(30)
    .describe('objects that cover fewer pixels once scaled are not pasted'),
  maxArea: share.default(1).describe('objects that would cover a larger share of the scene are not pasted'),
  borderObjects: z
    .boolean()
    .default(true)
    .describe('whether objects cut by the border of their picture are used'),
  soft: z
    .number()
    .min(0)
    .max(8)
    .default(0)
    .describe('deviation in pixels by which edges are blended; 0: hard'),
  reencode: z
    .strictObject({
      share: share.describe('share of the scenes, or of the objects, that go through JPEG'),
      of: z.enum(['scene', 'objects']).describe('what goes through JPEG'),
      quality: quality.default([60, 95]).describe('of JPEG, drawn'),
    })
    .nullable()
    .default(null)
    .describe('JPEG for the finished scene or for each object, so that traces tell nothing; null: none'),
  colour: share
    .default(0)
    .describe('share of the pasted objects whose colours are jittered (SSD), each on its own'),
  leaveAlone: share.default(0).describe('share of scenes into which nothing is pasted'),
  distractors: distractors
    .nullable()
    .default(null)
    .describe('objects of inlier classes that are pasted too, so that edges alone tell nothing'),
})

export const pastingSchema = z.discriminatedUnion('style', [pictures, objects])

export type PastingOptions = z.infer<typeof pastingSchema>
/** Whether objects of the scenes' own classes are pasted too, so that there is something to paste without negatives. */
export const hasDistractors = (options: PastingOptions): boolean =>
  options.style === 'objects' && options.distractors !== null

export type PicturePasting = z.infer<typeof pictures>
export type ObjectPasting = z.infer<typeof objects>
