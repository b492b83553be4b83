/** The items of each forward pass: of one orientation, where that is asked for. */

/**
 * Items are collected apart, landscape and portrait, in the order in which they come, and a batch goes out as soon
 * as it is full (detectron2's AspectRatioGroupedDataset, which does so on each GPU; squares count as portrait). Crops of one batch then have
 * nearly one size, and little of it is padding.
 */
export function* orientedBatches(
  items: Iterable<number>,
  isLandscape: (item: number) => boolean,
  size: number,
): Generator<number[], void, undefined> {
  const waiting: [portrait: number[], landscape: number[]] = [[], []]
  for (const item of items) {
    const group = waiting[isLandscape(item) ? 1 : 0]
    group.push(item)
    if (group.length === size) yield group.splice(0)
  }
}
