import { maskScores } from './baselines-scores.js'
import { partsOrPending } from './pending.js'
import { procedure } from './procedure.js'

const kind = 'baselines/eam'

export default procedure({
  kind,
  parts: golden =>
    partsOrPending(kind, ['score', 'score.per-pixel', 'losses'], name => {
      if (name === 'score') return () => maskScores(golden).score('eam', name)
      if (name === 'score.per-pixel') return () => maskScores(golden).score('eam-per-pixel', name)
      return undefined
    }),
})
