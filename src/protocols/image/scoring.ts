/** Detectors over outputs: fitted once, then every row scored. */
import { FaultError, UserError } from '../../errors.js'
import { chooseEach } from '../../methods/choice.js'
import {
  type ChosenDetector,
  chooseDetector,
  type Detector,
  type FitData,
  type Outputs,
  unmetNeed,
} from '../../methods/index.js'
import { openScope, Tensor } from '../../torch/index.js'

/** Outputs as arrays, of a model of ours or of anybody's. */
export interface OutputArrays {
  /** `[N, D]`; a file of logits alone has none. */
  features?: Float32Array
  dimensions?: number
  /** `[N, C]`. */
  logits: Float32Array
  outputs: number
  inlierClasses: number
}

export interface FittedDetector extends ChosenDetector {
  state: unknown
}

/** One value an image, larger = more outlying. */
export interface SetScores {
  score: Float64Array
  /** A strictly increasing function of the score that does not saturate: what metrics read. */
  rank: Float64Array
}

/** Rows that a detector sees at a time: some compare every row with a whole bank. */
const rowsAtOnce = 1024

/** @throws UserError on an unknown method, or one that is asked for twice */
export const chooseDetectors = (specs: readonly string[]): Promise<ChosenDetector[]> =>
  chooseEach(specs, chooseDetector)

export const needsFitting = (chosen: readonly ChosenDetector[]): boolean =>
  chosen.some(({ detector }) => detector.fit !== undefined)

/** Fits the detectors that learn from inlier training data. */
export function fitDetectors(
  chosen: readonly ChosenDetector[],
  train: (OutputArrays & { labels: Int32Array }) | undefined,
): FittedDetector[] {
  const data = train && needsFitting(chosen) ? fittingData(train) : undefined
  return chosen.map(detector => ({ ...detector, state: data && fitted(detector, data) }))
}

function fittingData(train: OutputArrays & { labels: Int32Array }): FitData {
  const labels = Tensor.fromTyped(BigInt64Array.from(train.labels, BigInt))
  return { ...outputsOf(train, 0, train.labels.length), labels }
}

/** No scope: the state may be an object of any class, and whatever tensors it holds must stay. */
const fitted = ({ detector, options, label }: ChosenDetector, data: FitData): unknown =>
  named(`method ${label}, fitting`, () => detector.fit?.(data, options))

/** A detector may be anybody's code: what it throws says at least whose it was. */
function named<T>(name: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new FaultError(`${name}: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Scores of every row by the label of each detector.
 * @throws UserError naming detector and set: a need that is not met, a result that is no score for each row
 */
export function scoreRows(
  detectors: readonly FittedDetector[],
  arrays: OutputArrays,
  set: string,
): Map<string, SetScores> {
  const count = arrays.logits.length / arrays.outputs
  return new Map(detectors.map(detector => [detector.label, scoresOf(detector, arrays, count, set)]))
}

function scoresOf(fitted: FittedDetector, arrays: OutputArrays, count: number, set: string): SetScores {
  const { detector, options, state, label } = fitted
  const score = new Float64Array(count)
  const rank = detector.order ? new Float64Array(count) : score
  for (let first = 0; first < count; first += rowsAtOnce) {
    using _ = openScope()
    const rows = Math.min(rowsAtOnce, count - first)
    const outputs = outputsOf(arrays, first, rows)
    const unmet = unmetNeed(fitted, outputs)
    if (unmet) throw new UserError(`${set}: ${unmet}; choose another --method`)
    const name = `method ${label} on ${set}`
    const values = (compute: Detector['score']) =>
      checkedScores(
        named(name, () => compute(outputs, options, state)),
        rows,
        name,
      )
    score.set(
      values((...args) => detector.score(...args)),
      first,
    )
    if (detector.order)
      rank.set(
        values((...args) => detector.order!(...args)),
        first,
      )
  }
  return { score, rank }
}

/** What a detector returns is not taken on trust either. */
function checkedScores(result: Tensor, rows: number, name: string): Float64Array {
  if (typeof result?.toFloat64Array !== 'function')
    throw new UserError(`${name}: returned ${typeof result}, expected a tensor [${rows}]`)
  if (result.rank !== 1 || result.shape[0] !== rows)
    throw new UserError(`${name}: returned a tensor [${result.shape.join(', ')}], expected [${rows}]`)
  const scores = result.toFloat64Array()
  const bad = scores.findIndex(Number.isNaN)
  if (bad >= 0) throw new UserError(`${name}: the score of row ${bad} is NaN, expected a number`)
  return scores
}

function outputsOf(
  { features, dimensions, logits, outputs, inlierClasses }: OutputArrays,
  first: number,
  rows: number,
): Outputs {
  const part = (array: Float32Array, width: number) =>
    Tensor.fromTyped(array.subarray(first * width, (first + rows) * width), [rows, width])
  return {
    logits: part(logits, outputs),
    features: features && part(features, dimensions!),
    inlierClasses,
  }
}
