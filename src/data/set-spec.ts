/** An image set as a JSON file or a program names it. */
import { z } from 'zod'

const count = z.int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')

export const setSpec = z.strictObject({
  name: z.string().optional().describe('what tables call it; default: the name of its file or folder'),
  note: z.string().optional(),
  path: z
    .string()
    .describe(
      'a folder of images, an image list (.txt), a .tar(.gz) in class layout, CIFAR binary or MNIST idx files',
    ),
  root: z.string().optional().describe('the folder that the paths of an image list are relative to'),
  split: z.enum(['train', 'test']).optional().describe('which files of a CIFAR or MNIST folder'),
  layout: z
    .enum(['classes', 'flat'])
    .optional()
    .describe('whether the folders of an image folder are classes'),
  classNames: z
    .union([z.array(z.string()).min(1), z.record(z.string(), z.string()), z.string()])
    .optional()
    .describe(
      'classes in the order of their labels; or readable names by class folder, or the JSON file of them',
    ),
  fromIndex: count
    .optional()
    .describe('only images whose number (the digits that end the name) is at least this'),
  untilIndex: count.optional().describe('only images whose number is less than this'),
  bytes: count.optional().describe('size of the file; a difference is refused'),
  sha256: sha256.optional().describe('of the file; a difference is refused'),
  images: count.optional().describe('how many images it holds; a difference is refused'),
  classes: count.optional().describe('how many classes it holds; a difference is refused'),
  perClass: z
    .union([count, z.record(z.string(), count)])
    .optional()
    .describe('images of each class; a difference is refused'),
  size: z
    .tuple([z.int().positive(), z.int().positive()])
    .optional()
    .describe('height and width of every image'),
  pixelsSha256: sha256.optional().describe('of all pixels in order, as libjpeg-turbo decodes them'),
})

export type SetSpec = z.infer<typeof setSpec>
