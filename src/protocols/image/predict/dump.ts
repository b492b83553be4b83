/** Everything that a model computed of one image, for other programs. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fromTyped, type NDArray, writeSafetensors } from '../../../formats/index.js'
import type { Input } from '../../predict/inputs.js'
import { isText } from '../../predict/output-names.js'
import type { BatchValues } from './compute.js'

/** `input` `[1, 3, H, W]`, `features` `[1, D]`, `logits` `[1, C]`, and the scores by their names, `[1]`. */
export const dumpParts = ['input', 'features', 'logits', 'scores'] as const
export type DumpPart = (typeof dumpParts)[number]

/** Writes the values of one row to `output` below `folder`. */
export function writeDump(
  folder: string,
  output: string,
  input: Input,
  values: BatchValues,
  row: number,
  parts: readonly DumpPart[],
): void {
  const path = join(folder, output)
  mkdirSync(dirname(path), { recursive: true })
  const tensors = Object.entries(tensorsOf(values, row)).filter(([part]) => parts.includes(part as DumpPart))
  const scores = [...values.scores].map(
    ([name, column]) => [name, fromTyped(column.slice(row, row + 1))] as const,
  )
  const all = [...tensors, ...(parts.includes('scores') ? scores : [])]
  // safetensors is read by parsers that take no lone surrogates, which stand for bytes that are no UTF-8.
  const file = isText(input.file) ? input.file : JSON.stringify(input.file)
  writeSafetensors(path, new Map(all), { file })
}

function tensorsOf(
  { count, input, crop, features, logits }: BatchValues,
  row: number,
): Record<string, NDArray> {
  const rowOf = (whole: Float32Array, shape: number[] = [whole.length / count]) =>
    fromTyped(whole.slice((row * whole.length) / count, ((row + 1) * whole.length) / count), [1, ...shape])
  return { input: rowOf(input, [3, crop, crop]), features: rowOf(features), logits: rowOf(logits) }
}
