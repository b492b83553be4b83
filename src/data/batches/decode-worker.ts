/** A thread that prepares images as they are posted to it (decode-pool.ts is the other end). */
import { ownBytes, serveTasks } from '../../worker-pool.js'
import { type ImageTask, prepareImage } from './prepare-image.js'

serveTasks(
  (task: ImageTask) => ownBytes(prepareImage(task)),
  image => [image.buffer as ArrayBuffer],
)
