import { join } from 'node:path'

/** Where the build puts the addon: `build/` beside `src/` and `dist/`. */
export const addonPath = (): string => join(import.meta.dirname, '../../build/uno.node')
