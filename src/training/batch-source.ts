/** Where the batches of a step come from, made ahead of need. */
export interface BatchSource<Batch = unknown> {
  stepsPerEpoch: number
  /**
   * Waits for what is still being decoded, outside of scopes; what it gives makes the batch of that step, a pure
   * function of its number. Tensors of a batch belong to the scope in which it is made.
   */
  ready(step: number): Promise<() => Batch> | (() => Batch)
  /** Ends what runs beside the training thread. */
  close(): Promise<void> | undefined
}
