/** The parser of an option that may be given several times: its values, in order. */
export const repeated = (value: string, before: string[] = []): string[] => [...before, value]
