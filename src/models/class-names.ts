/** Whether classes are called by their numbers: lists and imported checkpoints often have no other names. */
export const areNumbers = (names: readonly string[]): boolean => names.every((name, k) => name === String(k))
