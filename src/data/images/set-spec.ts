/** An image set as a JSON file or a program describes it. */
import { resolve } from 'node:path'
import { z } from 'zod'

const count = z.int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')

/** A path in a JSON file, which is relative to the file's folder. */
const pathIn = (folder: string) => z.string().transform(path => resolve(folder, path))

/** Classes in the order of their labels, or readable names by class folder, or the JSON file of such names. */
export const classNamesIn = (folder: string) =>
  z.union([z.array(z.string()).min(1), z.record(z.string(), z.string()), pathIn(folder)])

/** The schema of a set in a JSON file that lies in `folder`. */
export const setSpecIn = (folder: string) =>
  z.strictObject({
    name: z.string().optional().describe('what tables call it; default: the name of its file or folder'),
    note: z.string().optional(),
    path: pathIn(folder).describe(
      'a folder of images, an image list (.txt), a .tar(.gz) in class layout, CIFAR binary or MNIST idx files',
    ),
    root: pathIn(folder).optional().describe('the folder that the paths of an image list are relative to'),
    split: z.enum(['train', 'test']).optional().describe('which files of a CIFAR or MNIST folder'),
    layout: z
      .enum(['classes', 'flat'])
      .optional()
      .describe('whether the folders of an image folder are classes'),
    classNames: classNamesIn(folder).optional(),
    fromIndex: count
      .optional()
      .describe('only images whose number (the digits that end the name) is at least this'),
    untilIndex: count.optional().describe('only images whose number is less than this'),
    except: z
      .array(z.strictObject({ fromIndex: count.optional(), untilIndex: count.optional() }))
      .optional()
      .describe('ranges of numbers whose images are left out'),
    bytes: count.optional().describe('size of the file; a difference is refused'),
    sha256: sha256.optional().describe('of the file; a difference is refused'),
    images: count.optional().describe('how many images it holds; a difference is refused'),
    classes: count.optional().describe('how many classes it holds; a difference is refused'),
    perClass: z
      .union([count, z.record(z.string(), count)])
      .optional()
      .describe('images of each class (by class folder, if they differ); a difference is refused'),
    size: z
      .tuple([z.int().positive(), z.int().positive()])
      .optional()
      .describe('height and width of the images'),
    pixelsSha256: sha256.optional().describe('of all pixels in order, as libjpeg-turbo decodes them'),
  })

export type SetSpec = z.infer<ReturnType<typeof setSpecIn>>
