/** The 19 classes of Cityscapes, to which Vistas is mapped too. Source: cityscapesScripts, labels.py. */
import type { Rgb } from '../class-colours.js'

interface StreetClass {
  name: string
  /** The raw id in `labelIds` files. */
  id: number
  colour: Rgb
}

const row = (name: string, id: number, ...colour: [number, number, number]): StreetClass => ({
  name,
  id,
  colour,
})

/** In the order of their train ids. */
export const streetClasses: readonly StreetClass[] = [
  row('road', 7, 128, 64, 128),
  row('sidewalk', 8, 244, 35, 232),
  row('building', 11, 70, 70, 70),
  row('wall', 12, 102, 102, 156),
  row('fence', 13, 190, 153, 153),
  row('pole', 17, 153, 153, 153),
  row('traffic light', 19, 250, 170, 30),
  row('traffic sign', 20, 220, 220, 0),
  row('vegetation', 21, 107, 142, 35),
  row('terrain', 22, 152, 251, 152),
  row('sky', 23, 70, 130, 180),
  row('person', 24, 220, 20, 60),
  row('rider', 25, 255, 0, 0),
  row('car', 26, 0, 0, 142),
  row('truck', 27, 0, 0, 70),
  row('bus', 28, 0, 60, 100),
  row('train', 31, 0, 80, 100),
  row('motorcycle', 32, 0, 0, 230),
  row('bicycle', 33, 119, 11, 32),
]

export const streetNames: readonly string[] = streetClasses.map(({ name }) => name)
export const streetColours: readonly Rgb[] = streetClasses.map(({ colour }) => colour)
