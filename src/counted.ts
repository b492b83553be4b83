/**
 * A number with its noun: `1 image`, `2 images`; a verb may come along: `1 file is`, `2 files are`.
 *
 * @param many the plural, where it is not the singular with an s
 */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
