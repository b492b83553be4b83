import { Command } from 'commander'

/** `uno report RUN`: the run's report, one HTML file. */
export const reportCommand = new Command('report')
  .description('write the report of a run: curves, tables, histograms and pictures in one HTML file')
  .argument('<run>', 'folder of the run')
  .option('--out <file>', 'where to write it (default: report.html in the run)')
  .action(async (run: string, options: { out?: string }) => {
    const { writeReport } = await import('../reports/report.js')
    console.log(writeReport(run, options))
  })
