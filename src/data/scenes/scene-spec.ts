/** A scene set as a recipe, a JSON file or a command line names it. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../errors.js'

/** Benchmarks in the layouts of their makers. A tree may hold several, so a layout of these must be asked for. */
export const officialNames = [
  'fishyscapes-laf',
  'fishyscapes-static',
  'road-anomaly',
  'smiyc-anomaly',
  'smiyc-obstacle',
] as const
export type OfficialName = (typeof officialNames)[number]
export const isOfficial = (name: string): name is OfficialName =>
  (officialNames as readonly string[]).includes(name)

const sceneLayouts = ['cityscapes', 'vistas', 'segnet', 'folder', ...officialNames] as const
export type SceneLayout = (typeof sceneLayouts)[number]

/** The schema of a set in a file that lies in `folder`. */
export const sceneSpecIn = (folder: string) =>
  z.strictObject({
    path: z
      .string()
      .transform(path => resolve(folder, path))
      .describe('a folder, a .tar(.gz), or a benchmark in JSON'),
    split: z
      .string()
      .optional()
      .describe('train, val, test; of a benchmark its entry, such as camvid/train or camvid-pasted/test'),
    layout: z.enum(sceneLayouts).optional().describe('default: told from the names of the files'),
    version: z.enum(['v1.2', 'v2.0']).optional().describe('of Mapillary Vistas; default v1.2'),
    images: z.string().optional().describe('the folder of the images in the layout "folder"; default images'),
    labels: z.string().optional().describe('the folder of the label maps there; default labels'),
    include: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('only images whose file name begins with one of these'),
    exclude: z.array(z.string().min(1)).min(1).optional().describe('no images whose file name does'),
    unlabelled: z
      .enum(['refuse', 'skip', 'keep'])
      .optional()
      .describe('images without a label: an error (default), left out, or kept without'),
    name: z.string().optional().describe('what tables call the set'),
  })

export type SceneSpec = z.infer<ReturnType<typeof sceneSpecIn>>

/**
 * What a command line names: an official benchmark, which lies below `--root`, or a set that says itself where it is.
 * @throws UserError if an official name comes without a root
 */
export function withRoot(reference: string, root: string | undefined): string | SceneSpec {
  if (!isOfficial(reference)) return reference
  if (root !== undefined) return { path: root, layout: reference }
  throw new UserError(`${reference}: needs --root, the folder or tar archive of the data set`)
}

/** @throws UserError if a root is given and no official benchmark, which alone would take it */
export function checkRoot(references: readonly string[], root: string | undefined): void {
  if (root === undefined || references.some(isOfficial)) return
  const unknown = references.find(reference => !existsSync(parseSceneReference(reference, existsSync).path))
  if (unknown !== undefined)
    throw new UserError(`unknown benchmark "${unknown}"; known: ${officialNames.join(', ')}`)
  throw new UserError(
    `--root: ${references.join(', ')} says itself where its files are; it is of ${officialNames.join(', ')}`,
  )
}

/** `path#split` → both; a `#` in the name of something that exists is no separator. */
export function parseSceneReference(
  reference: string,
  exists: (path: string) => boolean,
): { path: string; split?: string } {
  const at = reference.lastIndexOf('#')
  if (at < 0 || exists(reference)) return { path: reference }
  return { path: reference.slice(0, at), split: reference.slice(at + 1) }
}
