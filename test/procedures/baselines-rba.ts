import { maskScores } from './baselines-scores.js'
import { partsOrPending } from './pending.js'
import { procedure } from './procedure.js'

const kind = 'baselines/rba'

export default procedure({
  kind,
  parts: golden =>
    partsOrPending(kind, ['score', 'semantic', 'losses'], name => {
      if (name === 'score') return () => maskScores(golden).score('rba', name)
      if (name === 'semantic') return () => maskScores(golden).maps('rba', name)
      return undefined
    }),
})
