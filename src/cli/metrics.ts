/** `uno metrics`: metrics of what any program has written. */
import { Command } from 'commander'
import { mapsCommand } from './metrics/maps.js'
import { scoresCommand } from './metrics/scores.js'
import { segmentationCommand } from './metrics/segmentation.js'

export const metricsCommand = new Command('metrics')
  .description('metrics of scores and maps that any program has written')
  .addCommand(scoresCommand)
  .addCommand(mapsCommand)
  .addCommand(segmentationCommand)
