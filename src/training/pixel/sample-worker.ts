/** A thread that makes samples (sample-pool.ts is the other end). */
import { workerData } from 'node:worker_threads'
import { ownBytes, serveTasks } from '../../worker-pool.js'
import { type SampleSpec, sampleMaker } from './sample-maker.js'

const make = sampleMaker(workerData as SampleSpec)

serveTasks(
  (task: Parameters<typeof make>[0]) => {
    const sample = make(task)
    return { ...sample, image: ownBytes(sample.image), labels: ownBytes(sample.labels) }
  },
  ({ image, labels }) => [image.buffer as ArrayBuffer, labels.buffer as ArrayBuffer],
)
