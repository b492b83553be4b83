import { resnetProcedure } from './resnet.js'

export default resnetProcedure('resnet18_32x32')
