/** `uno doctor`. */
import { Command } from 'commander'

export const doctorCommand = new Command('doctor').description(
  'say what this machine computes with, and what makes it slow',
)
