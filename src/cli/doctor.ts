import { readConfig } from '../config.ts'
import type { App } from '../core/app.ts'
import {
  checkDatabase,
  checkFiles,
  checkJobs,
  checkRows,
  checkStaging,
  checkSums,
  checkThumbs,
  type Repair,
} from './check-library.ts'
import { checkDeployment, checkFolders, checkSpace, describeSettings } from './check-machine.ts'
import { type Arguments, type Command, type Context, UsageError } from './command.ts'
import { type Finding, findingsOn } from './finding.ts'
import { openLibrary } from './library.ts'
import { reasonOf } from './reason.ts'
import { formatCount } from './table.ts'

export const doctor: Command = {
  name: 'doctor',
  about: 'Checks settings, files, rows, quotas and jobs; exit code 1 when something is wrong',
  details: [
    '--repair removes files that no row names and folders that uploads left behind, corrects quotas, and has missing',
    'renditions made again by the running server. Files and folders younger than --min-age are left alone: they may',
    'belong to an upload under way. A row whose original is lost stays, so that a backup can bring the file back,',
    'unless --remove-lost is given as well.',
  ].join('\n'),
  words: [],
  options: {
    repair: { type: 'boolean', about: 'put right what can be put right' },
    'remove-lost': { type: 'boolean', about: 'with --repair: remove rows whose original is lost' },
    'min-age': { type: 'string', value: 'SECONDS', about: 'leave younger files alone (3600)' },
    json: { type: 'boolean', about: 'print the findings as JSON' },
  },
  async run(context, args) {
    const options = readOptions(args)
    const findings: Finding[] = []
    for await (const finding of examine(context, options)) {
      findings.push(finding)
      if (!args.flag('json')) context.terminal.print(lineOf(finding))
    }
    const wrong = findings.filter((finding) => finding.level === 'wrong').length
    if (args.flag('json')) context.terminal.print(JSON.stringify(findings, null, 2))
    else context.terminal.print(wrong === 0 ? 'All is well.' : `${formatCount(wrong, 'thing')} wrong.`)
    return wrong === 0 ? 0 : 1
  },
}

function readOptions(args: Arguments): Repair {
  const minAge = args.text('min-age') ?? '3600'
  if (!/^\d{1,9}$/.test(minAge)) throw new UsageError('--min-age is a number of seconds')
  if (args.flag('remove-lost') && !args.flag('repair'))
    throw new UsageError('--remove-lost goes with --repair')
  return { repair: args.flag('repair'), removeLost: args.flag('remove-lost'), minAge: Number(minAge) * 1000 }
}

async function* examine(context: Context, options: Repair): AsyncIterable<Finding> {
  const config = readConfig(context.environment)
  yield* describeSettings(config)
  yield* checkFolders(config, options)
  const app = await openLibrary(context, config).catch((error: unknown) =>
    findingsOn('database').wrong(reasonOf(error)),
  )
  if ('level' in app) {
    yield app
    return
  }
  try {
    yield* checkDeployment(app)
    yield await checkSpace(config)
    yield* examineLibrary(app, options)
  } finally {
    await app[Symbol.asyncDispose]()
  }
}

async function* examineLibrary(app: App, options: Repair): AsyncIterable<Finding> {
  yield await checkDatabase(app)
  yield* checkFiles(app, options)
  // Before the rows: what is found missing there is made again anyway.
  yield await checkThumbs(app, options)
  yield* checkRows(app, options)
  yield* checkSums(app, options)
  yield await checkStaging(app, options)
  yield* checkJobs(app)
}

function lineOf(finding: Finding): string {
  return `${finding.level.padEnd(8)}  ${finding.about.padEnd(11)}  ${finding.text}`
}
