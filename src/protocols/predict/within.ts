/** Where paths lie. */
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Whether a path is the folder or lies below it, by their names alone; both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../')
}

/** The real path of what need not exist yet. */
export function realPlace(place: string): string {
  const path = resolve(place)
  if (existsSync(path)) return realpathSync(path)
  return join(realPlace(dirname(path)), path.slice(dirname(path).length))
}
