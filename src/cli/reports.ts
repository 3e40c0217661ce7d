import { shortPath, siteUrl } from '../core/links.ts'
import { dismissReport, listReports } from '../core/reports.ts'
import { type Command, jsonOption } from './command.ts'
import { openLibrary } from './library.ts'
import { formatTable, formatTime } from './table.ts'

export const reportList: Command = {
  name: 'report list',
  about: 'Lists what visitors say should not be here, the oldest first',
  words: [],
  options: jsonOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const reports = (await listReports(app)).map(({ media, ...report }) => ({
      ...report,
      mediaId: media.id,
      page: siteUrl(app, shortPath(media)),
    }))
    if (args.flag('json')) {
      context.terminal.print(JSON.stringify(reports, null, 2))
      return 0
    }
    const rows = reports.map((report) => [
      report.id,
      formatTime(report.createdAt),
      report.reason,
      report.page,
      report.by ?? '(guest)',
      report.text ?? '',
    ])
    context.terminal.print(formatTable([['ID', 'SAID', 'REASON', 'PAGE', 'BY', 'TEXT'], ...rows]))
    return 0
  },
}

export const reportDismiss: Command = {
  name: 'report dismiss',
  about: 'Puts a report away, by its id as report list shows it',
  words: ['ID'],
  options: {},
  async run(context, args) {
    await using app = await openLibrary(context)
    await dismissReport(app, args.word('ID'))
    context.terminal.print(`The report ${args.word('ID')} is put away.`)
    return 0
  },
}
