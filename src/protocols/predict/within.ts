import { relative } from 'node:path'

/** Whether a path is the folder or lies below it, by their names alone; both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../')
}
