/** The commands by name. */
import type { Command } from 'commander'

/** Imported only when asked for, so that `--help` and mistakes on the command line answer at once. */
export const commands: Record<string, () => Promise<Command>> = {
  demo: async () => (await import('./demo.js')).demoCommand,
  train: async () => (await import('./train.js')).trainCommand,
  recipes: async () => (await import('./recipes.js')).recipesCommand,
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand,
  data: async () => (await import('./data.js')).dataCommand,
  report: async () => (await import('./report.js')).reportCommand,
  predict: async () => (await import('./predict.js')).predictCommand,
  calibrate: async () => (await import('./calibrate.js')).calibrateCommand,
  import: async () => (await import('./import.js')).importCommand,
  doctor: async () => (await import('./doctor.js')).doctorCommand,
  metrics: async () => (await import('./metrics.js')).metricsCommand,
}
