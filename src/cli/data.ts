/** `uno data`: look at image sets and scenes, fetch them, make them. */
import { Command } from 'commander'
import { checkCommand } from './data/check.js'
import { fetchCommand } from './data/fetch.js'
import { listCommand } from './data/list.js'
import { makeCommand } from './data/make.js'
import { previewCommand } from './data/preview.js'

export const dataCommand = new Command('data')
  .description('check, show, fetch and make image sets and scenes')
  .addCommand(checkCommand)
  .addCommand(fetchCommand)
  .addCommand(listCommand)
  .addCommand(makeCommand)
  .addCommand(previewCommand)
