import { resnetProcedure } from './resnet.js'

export default resnetProcedure('resnet18_224x224')
