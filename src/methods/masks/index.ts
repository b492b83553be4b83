/** Mask-level methods. */
export { inlierRows, type MaskDetector, maskDetector, soleMap } from './detector.js'
export {
  type ChosenMaskDetector,
  chooseMaskDetector,
  decidingMaskMethod,
  defaultMaskMethods,
  maskDetectors,
} from './registry.js'
