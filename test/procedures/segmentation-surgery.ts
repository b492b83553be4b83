import { procedure } from './procedure.js'
import { checkSurgery } from './segmentation-model.js'

export default procedure({
  kind: 'segmentation/surgery',
  parts: golden => ({ 'weights, maps': () => checkSurgery(golden) }),
})
