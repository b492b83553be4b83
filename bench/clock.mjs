/** Clocks and medians of the benchmarks. */

/** Milliseconds since some moment: of the wall clock, or of the processor over all threads of this process. */
export const clockOf = name =>
  name === 'cpu'
    ? () => {
        const { user, system } = process.cpuUsage()
        return (user + system) / 1000
      }
    : () => performance.now()

export const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
