/** Where what can be computed again is kept between runs. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `$UNO_CACHE`, else `$XDG_CACHE_HOME/uno`, else `~/.cache/uno`. It need not exist. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { UNO_CACHE, XDG_CACHE_HOME } = environment
  return UNO_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'uno')
}
