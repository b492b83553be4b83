import { segmenterProcedure } from './segmentation-model.js'

export default segmenterProcedure('segmentation/closedset-resnet')
