/** `uno data`: look at image sets, fetch them, make them. */
import { Command } from 'commander'
import { checkCommand } from './data/check.js'
import { fetchCommand } from './data/fetch.js'
import { listCommand } from './data/list.js'
import { makeCommand } from './data/make.js'

export const dataCommand = new Command('data')
  .description('check, fetch and make image sets')
  .addCommand(checkCommand)
  .addCommand(fetchCommand)
  .addCommand(listCommand)
  .addCommand(makeCommand)
