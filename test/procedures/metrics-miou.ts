import { join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import { Confusion } from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { procedure } from './procedure.js'

/** By class, in the order of the classes; "nan" where the tool leaves it out. */
type PerClass = Record<string, number | 'nan'>

export default procedure({
  kind: 'metrics/miou',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'data.safetensors'))
    const matrix = tensors.get('confusion')!
    const confusion = new Confusion(matrix.shape[0]!)
    for (let i = 0; tensors.has(`truth.${i}`); i++) {
      const [truth, prediction] = [tensors.get(`truth.${i}`)!, tensors.get(`prediction.${i}`)!]
      confusion.add({
        name: `image ${i}`,
        width: truth.shape[1]!,
        labels: truth.bytes,
        predictions: prediction.bytes,
      })
    }
    const expectPerClass = (found: (number | null)[], expected: PerClass, scale: number) => {
      expect(found.length).toBe(Object.keys(expected).length)
      for (const [i, [name, value]] of Object.entries(expected).entries()) {
        if (value === 'nan') expect(found[i], name).toBeNull()
        else expectClose(found[i], value / scale, 1e-12, name)
      }
    }
    return {
      confusion() {
        expect(confusion.counts).toEqual(toFloat64Array(matrix))
      },
      cityscapesScripts() {
        const { perClass, miou } = confusion.iou()
        expectPerClass(perClass, json.expected.cityscapesScripts.perClass, 1)
        expectClose(miou, json.expected.cityscapesScripts.mIoU, 1e-12, 'mIoU')
      },
      detectron2() {
        const expected = json.expected['detectron2 SemSegEvaluator (per cent)']
        const { perClass, miou, accuracy } = confusion.iou({ absent: 'detectron2' })
        expectPerClass(perClass, expected.perClass, 100)
        expectClose(miou, expected.mIoU / 100, 1e-12, 'mIoU')
        expectClose(accuracy, expected.pACC / 100, 1e-12, 'accuracy')
      },
    }
  },
})
