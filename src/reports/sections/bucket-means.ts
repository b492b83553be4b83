/**
 * A series with at most `count` points: means of x and y over runs of neighbouring points of equal length.
 * A mean over non-finite values is left out, so that the line has a gap there.
 */
export function bucketMeans(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  count: number,
): { x: number[]; y: number[] } {
  const buckets = Math.min(count, x.length)
  const start = (bucket: number) => Math.floor((bucket * x.length) / buckets)
  const mean = (values: ArrayLike<number>, bucket: number) => {
    let sum = 0
    for (let i = start(bucket); i < start(bucket + 1); i++) sum += values[i]!
    return sum / (start(bucket + 1) - start(bucket))
  }
  const indices = Array.from({ length: buckets }, (_, bucket) => bucket)
  return { x: indices.map(bucket => mean(x, bucket)), y: indices.map(bucket => mean(y, bucket)) }
}
