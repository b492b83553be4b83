/** What a person may say about where outliers begin; left out, the model's calibration says it. */
export interface DecisionOptions {
  method?: string
  /** Outliers score higher (of pixels: as high, or higher). */
  threshold?: number
  /** Share of inliers to accept, by the model's calibration. */
  acceptance?: number
}
