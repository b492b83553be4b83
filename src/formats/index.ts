/** Bytes in, values out: the readers and writers of files. */
export * from './archive-rules.js'
export * from './array.js'
export * from './npy.js'
export * from './npz.js'
export * from './safetensors.js'
export * from './tar.js'
export * from './torch-checkpoint.js'
export * from './zip.js'
