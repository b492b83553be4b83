import { px } from './path.js'

/** Shapes that stay apart without colour. */
export const markShapes = ['disc', 'diamond', 'triangle', 'square', 'cross', 'nabla', 'bar', 'dash'] as const
export type MarkShape = (typeof markShapes)[number] | 'ring'

/** Path data of one mark of radius `r` around (x, y); many of them make one path element. */
export function markPath(shape: MarkShape, x: number, y: number, r: number): string {
  const [w, n] = [px(2 * r), px(-2 * r)]
  switch (shape) {
    case 'disc':
    case 'ring':
      return `M${px(x - r)},${px(y)}a${px(r)},${px(r)} 0 1 0 ${w},0a${px(r)},${px(r)} 0 1 0 ${n},0`
    case 'diamond':
      return polygon(x, y, r * 1.2, [0, -1, 1, 0, 0, 1, -1, 0])
    case 'triangle':
      return polygon(x, y, r * 1.15, [0, -1, 1, 0.8, -1, 0.8])
    case 'nabla':
      return polygon(x, y, r * 1.15, [0, 1, 1, -0.8, -1, -0.8])
    case 'square':
      return polygon(x, y, r * 0.9, [-1, -1, 1, -1, 1, 1, -1, 1])
    case 'cross':
      return polygon(
        x,
        y,
        r,
        [
          -1, -0.4, -0.4, -0.4, -0.4, -1, 0.4, -1, 0.4, -0.4, 1, -0.4, 1, 0.4, 0.4, 0.4, 0.4, 1, -0.4, 1,
          -0.4, 0.4, -1, 0.4,
        ],
      )
    case 'bar':
      return polygon(x, y, r, [-0.4, -1.2, 0.4, -1.2, 0.4, 1.2, -0.4, 1.2])
    case 'dash':
      return polygon(x, y, r, [-1.2, -0.4, 1.2, -0.4, 1.2, 0.4, -1.2, 0.4])
  }
}

function polygon(x: number, y: number, r: number, corners: readonly number[]): string {
  let path = ''
  for (let i = 0; i < corners.length; i += 2)
    path += `${i ? 'L' : 'M'}${px(x + r * corners[i]!)},${px(y + r * corners[i + 1]!)}`
  return `${path}z`
}
