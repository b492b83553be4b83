/** A thread that prepares images as they are posted to it (decode-pool.ts is the other end). */
import { ownBytes, serveTasks } from '../../worker-pool.js'
import { type ImageTask, prepareImage } from './prepare-image.js'

serveTasks(
  (task: ImageTask) => {
    const { data, warnings } = prepareImage(task)
    return { data: ownBytes(data), warnings }
  },
  image => [image.data.buffer as ArrayBuffer],
)
