import { Command } from 'commander'
import { UserError } from '../errors.js'
import { checkNewFile } from './new-file.js'

interface ReportFlags {
  out?: string
  overwrite?: boolean
}

/** `uno report RUN`: the run's report, one HTML file. */
export const reportCommand = new Command('report')
  .description('write the report of a run: curves, tables, histograms and pictures in one HTML file')
  .argument('<run>', 'folder of the run')
  .option('--out <file>', 'where to write it (default: report.html in the run, written anew)')
  .option('--overwrite', 'replace the file of --out if it is there')
  .action(async (run: string, { out, overwrite }: ReportFlags) => {
    if (out !== undefined) checkNewFile(out, { option: '--out', overwrite })
    else if (overwrite) throw new UserError('--overwrite is of --out, which is not given')
    const { writeReport } = await import('../reports/report.js')
    console.log(writeReport(run, { out }))
  })
