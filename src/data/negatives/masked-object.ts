/** Something to be pasted, with the mask that says which pixels are it. */

/** `image` `[height, width, 3]`, `mask` `[height, width]` of 0 and 1. */
export interface MaskedObject {
  width: number
  height: number
  image: Uint8Array
  mask: Uint8Array
}
