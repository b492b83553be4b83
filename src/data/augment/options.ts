/** Which augmentations a recipe asks for; the defaults are the official recipe's. */
import { z } from 'zod'

const side = z.int().positive()
const share = z.number().min(0).max(1)
/** A pair low ≤ high. */
const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .refine(([from, to]) => from <= to, 'expected the lower bound first')

/** int(x · 0.1 · 1024), x = 5 to 20. */
const officialShortSides = Array.from({ length: 16 }, (_, i) => Math.trunc((i + 5) * 0.1 * 1024))

export const augmentSchema = z.strictObject({
  shortSides: z
    .array(side)
    .min(1)
    .nullable()
    .default(officialShortSides)
    .describe('the shorter side is resized to one of these; null: the size stays'),
  longSideLimit: side.default(4096).describe('the longer side is never made longer'),
  crop: z
    .tuple([side, side])
    .nullable()
    .default([512, 1024])
    .describe('height and width of the window; smaller where the scene is smaller; null: the whole scene'),
  cropClassLimit: share
    .default(1)
    .describe(
      'windows in which one class has this share or more of the valid area are drawn again, ten times at most; 1: never',
    ),
  colour: z.boolean().default(true).describe("SSD's colour jitter"),
  flip: share.default(0.5).describe('share of samples that are mirrored left to right'),
  strongColour: share.default(0).describe('share of samples with channel gains, offsets and partial greying'),
  gamma: range(0.1, 10).nullable().default(null).describe('exponent of the tone curve, log-uniform'),
  blur: z
    .strictObject({
      share: share.describe('share of samples that are blurred'),
      sigma: range(0, 10).describe('deviation in pixels, drawn uniformly'),
    })
    .nullable()
    .default(null)
    .describe('blurred samples, {"share": …, "sigma": [least, most]}; null: none'),
})

export type AugmentOptions = z.infer<typeof augmentSchema>
