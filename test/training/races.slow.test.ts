import { beforeAll, expect, test } from 'vitest'
import { build, eventsOf, start } from './program.js'
import { afterEpoch, trainHere, workshop } from './runs.js'

const { job, place, cache } = workshop('races')
const races = process.env.UNO_LONG === '1' ? 20 : 2
beforeAll(build, 60_000)

test(
  `35: of two resumed at once exactly one goes on (${races} times)`,
  async () => {
    for (let n = 0; n < races; n++) {
      const run = place(`race-${n}`)
      await trainHere(job(`race-${n}`), afterEpoch(1))
      const both = [0, 1].map(() => start(['train', '--resume', run, '--no-tensorboard'], { cache }).ended)
      const ended = await Promise.all(both)
      const said = ended.map(({ stderr }) => stderr).join('\n---\n')
      expect(Math.min(...ended.map(({ code }) => code!)), said).toBe(0)
      // The later one may also find the run finished, which is no fault.
      for (const { code, stderr } of ended)
        if (code !== 0) expect(stderr).toMatch(/process \d+ on .* works there since/)
      expect(eventsOf(run).filter(event => event.type === 'epoch' && event.epoch === 2)).toHaveLength(1)
      expect(eventsOf(run).filter(event => event.type === 'end')).toHaveLength(1)
    }
  },
  60_000 * races,
)
