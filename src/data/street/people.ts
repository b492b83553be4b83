/** People who walk or stand. */
import type { Stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import { sketch } from './sketch.js'
import { castShadow, PERSON, type Spot, type Stage } from './stage.js'

const SKIN: readonly Colour[] = [
  [0.93, 0.76, 0.65],
  [0.8, 0.6, 0.46],
  [0.55, 0.38, 0.28],
  [0.36, 0.25, 0.19],
]

const cloth = (random: Stream): Colour =>
  mix([random.uniform(), random.uniform(), random.uniform()], [0.3, 0.3, 0.33], 0.45)

export function drawPerson(stage: Stage, spot: Spot): void {
  const { random } = stage
  const tall = 1.5 + 0.4 * random.uniform()
  castShadow(stage, spot, 0.6)
  const { polygon, ellipse, line } = sketch(stage, spot, {
    ...{ label: PERSON, half: 0.3, mirrored: random.uniform() < 0.5, scale: tall / 1.75 },
  })
  const [skin, coat, legs] = [
    SKIN[random.below(SKIN.length)]!,
    cloth(random),
    mix(cloth(random), [0.1, 0.1, 0.2], 0.5),
  ]
  const hair: Colour = mix([0.1, 0.07, 0.05], [0.7, 0.55, 0.3], random.uniform() ** 2)
  const stride = 0.28 * random.uniform()
  const swing = 0.5 * stride
  line([-0.06, 0.85, -0.08 - stride, 0.06], 0.16, legs)
  line([0.06, 0.85, 0.08 + stride, 0.06], 0.16, legs)
  ellipse(-0.06 - stride, 0.05, 0.13, 0.06, [0.12, 0.1, 0.1])
  ellipse(0.12 + stride, 0.05, 0.13, 0.06, [0.12, 0.1, 0.1])
  line([-0.2, 1.38, -0.26 - swing, 0.95], 0.11, mix(coat, [0, 0, 0], 0.15))
  polygon([-0.19, 0.82, 0.19, 0.82, 0.25, 1.32, 0.17, 1.46, -0.17, 1.46, -0.25, 1.32], coat)
  if (random.uniform() < 0.3) polygon([-0.2, 0.45, 0.2, 0.45, 0.19, 0.85, -0.19, 0.85], coat)
  line([0.21, 1.38, 0.27 + swing, 0.95], 0.11, coat)
  ellipse(0.27 + swing, 0.92, 0.06, 0.07, skin)
  ellipse(0, 1.62, 0.115, 0.145, skin)
  ellipse(0, 1.69, 0.125, 0.09, hair)
  if (random.uniform() < 0.25) polygon([-0.28, 1.0, -0.12, 1.0, -0.12, 1.42, -0.28, 1.42], cloth(random))
}
