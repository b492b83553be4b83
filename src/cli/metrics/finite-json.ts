import { spelled } from '../../formats/json-numbers.js'

/** Indented, with typed arrays as lists. */
export const finiteJson = (value: unknown): string =>
  JSON.stringify(value, (key, item) => (item instanceof Float64Array ? [...item] : spelled(key, item)), 2)
