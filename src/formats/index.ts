/** Bytes in, values out: the readers and writers of files. */
export { type ArchiveLimits, defaultLimits } from './archive-rules.js'
export {
  type DType,
  fromTyped,
  itemSize,
  type NDArray,
  toFloat32Array,
  toFloat64Array,
  toInt32Array,
} from './array.js'
export { type Cifar, parseCifar, readCifar } from './cifar.js'
export { checkFinite, countNonfinite } from './finite.js'
export { type Hdf5Options, parseHdf5, readHdf5 } from './hdf5/read.js'
export { type Hdf5WriteOptions, writeHdf5 } from './hdf5/write.js'
export { parseIdx, readIdx } from './idx.js'
export { encodeJpeg } from './jpeg.js'
export { decodeLabelMap, type LabelMap, type LabelMapOptions } from './label-map.js'
export { parseNpy, readNpy, writeNpy } from './npy.js'
export { parseNpz, readNpz, writeNpz } from './npz.js'
export {
  type DecodedImage,
  type DecodeOptions,
  decodeImage,
  type ImageHeader,
  imageHeader,
  type Pixels,
  uprightSize,
} from './pixels.js'
export { type PngImage, readPng } from './png.js'
export { encodePng, type PngSource, pngChunks } from './png-write.js'
export { parseSafetensors, readSafetensors, type Safetensors, writeSafetensors } from './safetensors.js'
export { type MapSize, parseScoreMap, type ScoreMap, scoreMapExtensions } from './score-map.js'
export { parseScoreTable, readScoreTable, type ScoreTable } from './score-table.js'
export { compareStateDict, fitStateDict, type ShapeHint, type WantedTensor } from './state-dict-check.js'
export { likelyPrefix, withoutPrefix } from './state-dict-names.js'
export { parseTar, readTar, streamTar, type TarEntry, type TarFile } from './tar.js'
export { type Checkpoint, type OpenCheckpoint, readCheckpoint, withCheckpoint } from './torch-checkpoint.js'
export { unpack } from './unpack.js'
