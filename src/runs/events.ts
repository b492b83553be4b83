/**
 * The event stream of a run: what training and evaluation tell, to whoever listens (console, events.jsonl,
 * TensorBoard, report). One JSON object a line in the file.
 */

export interface StepEvent {
  type: 'step'
  /** Steps done, counted from 1. */
  step: number
  steps: number
  epoch: number
  losses: Record<string, number>
  /** Their sum, what is minimised. */
  loss: number
  lr: number
  /** Share of this batch's inliers (masks: of matched queries) that are classified rightly. */
  accuracy: number
  gradientNorm: number
  imagesPerSecond: number
  /** Of the parts of the step: waiting for data, forward, … */
  milliseconds?: Record<string, number>
}

/** Null is what is undefined, as there was nothing to measure it on. */
export interface ValidationResult {
  /** Share of images (pixel level: of pixels) that are classified rightly. */
  accuracy: number | null
  /** Cross-entropy of the inlier classes. */
  loss: number | null
  images: number
  /** AUROC of each score on held-out negatives (outliers positive), where there are some. */
  auroc?: Record<string, number>
  /** Pixel level: mean over classes of intersection over union. */
  meanIou?: number | null
  /** Pixel level: average precision of each score on pasted held-out negatives; null where no pixel is pasted. */
  averagePrecision?: Record<string, number | null>
}

export interface EpochEvent {
  type: 'epoch'
  epoch: number
  epochs: number
  step: number
  losses: Record<string, number>
  loss: number
  trainAccuracy: number
  validation?: ValidationResult
  seconds: number
}

export type RunEvent =
  | { type: 'start'; step: number; steps: number; parameters: number; message: string }
  | StepEvent
  | EpochEvent
  | { type: 'phase'; phase: 'data' | 'validation' | 'saving' | 'evaluation'; message: string }
  | { type: 'checkpoint'; step: number; path: string; reason: 'time' | 'epoch' | 'end' | 'signal' }
  | { type: 'warning'; message: string }
  | { type: 'evaluation'; benchmark: string; path: string; accuracy: number | null }
  | { type: 'end'; step: number; steps: number; seconds: number }

/** An event as the file holds it: with the time, in milliseconds since 1970. */
export type RecordedEvent = RunEvent & { time: number }

export type Listener = (event: RecordedEvent) => void
