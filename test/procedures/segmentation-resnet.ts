import { backboneProcedure } from './segmentation-backbone.js'

export default backboneProcedure('segmentation/resnet')
