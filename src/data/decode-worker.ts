/** A thread that prepares images as they are posted to it (decode-pool.ts is the other end). */
import { parentPort } from 'node:worker_threads'
import { UserError } from '../errors.js'
import { type ImageTask, prepareImage } from './prepare-image.js'

export interface Prepared {
  id: number
  image?: Uint8Array
  /** Why there is none, and whether the file is at fault. */
  failure?: { message: string; isUserError: boolean }
}

parentPort?.on('message', ({ id, task }: { id: number; task: ImageTask }) => {
  const reply = prepared(id, task)
  // A copy of its own where the picture is a part of something, so that handing it over is cheap and safe.
  const image =
    reply.image &&
    (reply.image.byteLength === reply.image.buffer.byteLength ? reply.image : reply.image.slice())
  parentPort?.postMessage({ ...reply, image }, image ? [image.buffer as ArrayBuffer] : [])
})

function prepared(id: number, task: ImageTask): Prepared {
  try {
    return { id, image: prepareImage(task) }
  } catch (error) {
    return { id, failure: { message: (error as Error).message, isUserError: error instanceof UserError } }
  }
}
