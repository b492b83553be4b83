/** What is wrong with sets of images, scenes or negatives, one by one and among one another. */
import { UserError } from '../../errors.js'
import type { Pixels } from '../../formats/pixels.js'
import { benchmarkSets, openNamedSet, readBenchmark } from '../images/benchmark.js'
import { type ImageSet, openImageSet } from '../images/image-set.js'
import { labelOverlay } from '../scenes/overlay.js'
import type { Scene, SceneSet } from '../scenes/scene-set.js'
import { checkRoot } from '../scenes/scene-spec.js'
import { contactSheet, type SheetCell } from '../sheets/contact-sheet.js'
import { fitPicture } from '../sheets/picture-sheet.js'
import { describeShared, differingClasses, type SharedImages, sharedImages } from './across.js'
import { type Inspection, inspectSet } from './inspect.js'
import { judge, type SetReport, unopened } from './judge.js'
import {
  inspectNegatives,
  type NegativeCandidate,
  type NegativeReport,
  negativesToCheck,
} from './negatives.js'
import {
  inspectScenes,
  officialNote,
  type SceneCandidate,
  type SceneReport,
  scenesToCheck,
} from './scenes.js'

export interface CheckReport {
  sets: SetReport[]
  scenes: Omit<SceneReport, 'byPixels'>[]
  negatives: NegativeReport[]
  shared: SharedImages[]
  /** Of the sets among one another. */
  problems: string[]
}

/**
 * Opens what a person names: a path, an entry of a JSON file (`FILE.json#near/x`), or all sets of one, those that
 * are parts of others left out.
 */
export function setsToCheck(reference: string): ImageSet[] {
  const rules = { allowEmptyClasses: true }
  if (!reference.endsWith('.json')) return [openNamedSet(reference, rules)]
  const sets = [...benchmarkSets(readBenchmark(reference))].filter(
    ([name]) => !name.startsWith('validation/'),
  )
  return sets.map(([name, spec]) => openImageSet({ ...spec, name }, rules))
}

/**
 * Checks what a person names: images, scenes and negatives in any mixture.
 * @param root where official benchmarks among them lie
 */
export function checkReferences(
  references: readonly string[],
  rowsOfSheet = 0,
  root?: string,
): { report: CheckReport; sheet?: Pixels } {
  checkRoot(references, root)
  const found = references.map(reference => sortOf(reference, root))
  const images = found.flatMap(({ images }) => images)
  const candidates = found.flatMap(({ scenes }) => scenes)
  const negatives = found.flatMap(({ negatives }) => negatives)
  const areImages = candidates.length + negatives.length === 0
  const checked = checkSets(images, areImages ? rowsOfSheet : 0)
  const mistaken = found.flatMap(({ note }) => note ?? [])
  const report = { ...checked.report, problems: [...mistaken, ...checked.report.problems] }
  if (areImages) return { ...checked, report }
  const gallery: SheetCell[][] = []
  const scenes = candidates.map(candidate => {
    const row: SheetCell[] = []
    const inspected = inspectScenes(candidate, (scene, set) => {
      if (gallery.length < rowsOfSheet) addCell(row, shown(scene, set), set.name)
    })
    if (row.length > 0) gallery.push(row)
    return inspected
  })
  const reports = negatives.map(candidate => {
    const row: SheetCell[] = []
    const inspected = inspectNegatives(candidate, ({ width, height, image: data }) => {
      if (gallery.length < rowsOfSheet) addCell(row, { width, height, data }, candidate.name)
    })
    if (row.length > 0) gallery.push(row)
    return inspected
  })
  // An anomaly set may well be made of scenes of the closed set; its training images it must not share.
  const closed = scenes.filter(({ kind }) => kind === 'classes')
  const shared = pairs(closed).flatMap(([a, b]) => sharedImages(a, b))
  const whole = {
    ...report,
    scenes: scenes.map(({ byPixels, ...rest }) => rest),
    negatives: reports,
    shared: [...report.shared, ...shared],
    problems: [...report.problems, ...shared.map(describeShared)],
  }
  return rowsOfSheet > 0 ? { report: whole, sheet: contactSheet(gallery, sceneCell) } : { report: whole }
}

interface Named {
  images: ImageSet[]
  scenes: SceneCandidate[]
  negatives: NegativeCandidate[]
  /** What it seems to be, though it is read as images. */
  note?: string
}

/** What a reference names: images, unless it is one of the others. */
function sortOf(reference: string, root: string | undefined): Named {
  const none: Named = { images: [], scenes: [], negatives: [] }
  const scenes = scenesToCheck(reference, root)
  if (scenes) return { ...none, scenes }
  const negatives = negativesToCheck(reference)
  if (negatives) return { ...none, negatives: [negatives] }
  return { ...none, images: setsToCheck(reference), note: officialNote(reference) }
}

function addCell(row: SheetCell[], picture: Pixels, caption: string): void {
  if (row.length >= scenesOnSheet) return
  const fitted = fitPicture(picture, sceneCell.thumbnail, sceneCell.thumbnailHeight)
  row.push({ picture: fitted, ...(row.length === 0 && { caption }) })
}

const scenesOnSheet = 4
const sceneCell = { thumbnail: 240, thumbnailHeight: 160 }
const imagesOnSheet = 16
const imageCell = { thumbnail: 64, columns: imagesOnSheet / 2 }

const shown = ({ labels, ...scene }: Scene, set: SceneSet): Pixels =>
  labels ? labelOverlay({ ...scene, labels }, set) : { ...scene, data: scene.image }

/**
 * Reads all images of all sets. With `rowsOfSheet`, also makes a contact sheet: a row a class, of each set.
 */
export function checkSets(
  sets: readonly ImageSet[],
  rowsOfSheet = 0,
): { report: CheckReport; sheet?: Pixels } {
  const rows: SheetCell[][] = []
  const inspections: Inspection[] = []
  const failed: SetReport[] = []
  for (const set of sets) {
    const gallery = new Gallery(set, rowsOfSheet - rows.length)
    try {
      inspections.push(inspectSet(set, (pixels, label) => gallery.add(pixels, label)))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      failed.push(unopened(set, error.message))
    }
    rows.push(...gallery.rows())
  }
  const shared = pairs(inspections).flatMap(([a, b]) => sharedImages(a, b))
  const problems = [
    ...shared.map(describeShared),
    ...pairs(inspections).flatMap(([a, b]) => differingClasses(a, b)),
  ]
  const report = { sets: [...inspections.map(judge), ...failed], scenes: [], negatives: [], shared, problems }
  return rowsOfSheet > 0 ? { report, sheet: contactSheet(rows, imageCell) } : { report }
}

/** The first images of each class, kept as small as the sheet shows them. */
class Gallery {
  private readonly byLabel = new Map<number, Pixels[]>()

  constructor(
    private readonly set: ImageSet,
    private readonly rowLimit: number,
  ) {}

  add(pixels: Pixels, label: number): void {
    const row = this.byLabel.get(label) ?? []
    if (row.length >= imagesOnSheet || (row.length === 0 && this.byLabel.size >= this.rowLimit)) return
    this.byLabel.set(label, [...row, fitPicture(pixels, imageCell.thumbnail)])
  }

  rows(): SheetCell[][] {
    return [...this.byLabel]
      .sort(([a], [b]) => a - b)
      .map(([label, row]) =>
        row.map((picture, i) => ({ picture, ...(i === 0 && { caption: this.captionOf(label) }) })),
      )
  }

  private captionOf(label: number): string {
    const { name, classNames } = this.set
    return classNames[label] === undefined ? name : `${name}: ${classNames[label]}`
  }
}

const pairs = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((a, i) => all.slice(i + 1).map((b): [T, T] => [a, b]))
