/** Where the batches of a step come from, made ahead of need. */
export interface BatchSource<Batch = unknown> {
  stepsPerEpoch: number
  /** The batch of a step, a pure function of its number; tensors belong to the current scope. */
  batch(step: number): Batch
  /** Called before `batch`, outside of scopes: waits for what is still being decoded. */
  ready(step: number): Promise<void> | undefined
  /** Ends what runs beside the training thread. */
  close(): Promise<void> | undefined
}
