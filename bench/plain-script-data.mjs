/**
 * The sets of an image benchmark as arrays for `python/plain_script.py`: decoded once, so that both sides see the same
 * pixels.
 *
 * usage: plain-script-data.mjs image-benchmark.json FOLDER
 *
 * writes FOLDER/<set>.npz with `images` u8 [N, 32, 32, 3] and `labels` i32 [N]: train, negatives, id, and of every set
 * of outliers near-<name> or far-<name>, as `uno evaluate --outputs` calls them.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openImageSet, packSet, readBenchmark } from '../dist/data/index.js'
import { fromTyped, writeNpz } from '../dist/formats/index.js'

const [file, folder] = process.argv.slice(2)
const { inlier, negatives, near, far } = readBenchmark(file)
const sets = {
  train: inlier.train,
  id: inlier.test,
  negatives,
  ...Object.fromEntries(near.map(set => [`near-${set.name}`, set])),
  ...Object.fromEntries(far.map(set => [`far-${set.name}`, set])),
}
mkdirSync(folder, { recursive: true })
for (const [name, spec] of Object.entries(sets).filter(([, spec]) => spec)) {
  const { images, labels, count, height, width } = packSet(openImageSet(spec))
  const path = join(folder, `${name}.npz`)
  writeNpz(path, { images: fromTyped(images, [count, height, width, 3]), labels: fromTyped(labels, [count]) })
  console.log(path)
}
