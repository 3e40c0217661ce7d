import type { Arguments, Command, Context, Option } from '../command.ts'
import { UsageError } from '../command.ts'
import { formatCount } from '../table.ts'
import { destinationOptions, type Means, openTarget } from './destination.ts'
import { exitCodeOf, exitCodes, type Failure, failureOf } from './failures.ts'
import { checkTemplate, formatFailure, formatLink, formats, linkKinds, type Style } from './formats.ts'
import { clipboardEntries, intakeOf } from './intake.ts'
import { canDraw, openProgress, type Progress } from './progress.ts'
import { openScratch } from './scratch.ts'
import { type Outcome, sendAll } from './sending.ts'
import { type Entry, findEntries } from './sources.ts'
import { readWishes, wishOptions } from './wishes.ts'

const usualParallel = 3
const mostParallel = 16

const options = {
  clipboard: { type: 'boolean', about: 'what the clipboard holds: a picture, copied files or an address' },
  ...destinationOptions,
  format: {
    type: 'string',
    value: formats.join('|'),
    choices: formats,
    about: 'what is printed; url when left out',
  },
  template: {
    type: 'string',
    value: 'TEXT',
    about: 'print this instead, with {url}, {page}, {title} … put in',
  },
  link: {
    type: 'string',
    value: linkKinds.join('|'),
    choices: linkKinds,
    about: 'which address; direct when left out',
  },
  ...wishOptions,
  name: {
    type: 'string',
    value: 'NAME',
    about: 'what standard input or the clipboard is called',
  },
  parallel: {
    type: 'string',
    value: 'N',
    about: `how many at once; ${usualParallel} when left out`,
  },
  quiet: { type: 'boolean', about: 'no bars and no counting' },
} as const satisfies Record<string, Option>

export const upload: Command = {
  name: 'upload',
  about: 'Uploads files, folders, addresses, standard input (-) or the clipboard, and prints where they are',
  details: [
    'One line each on standard output, in the order in which they were named; all else is on standard error.',
    'It needs no library on this machine: profile add tells it where to, or TINTYPE_URL and TINTYPE_KEY do.',
    'Exit codes: 0 all are uploaded, 1 something was not, 2 the arguments are wrong, 3 the host does not take the',
    'key, 4 the host cannot be reached (3 and 4 when nothing was uploaded), 130 stopped by Ctrl-C.',
  ].join('\n'),
  words: ['[FILES…]'],
  personal: true,
  offers: 'files',
  options,
  async run(context, args) {
    const style = styleOf(args)
    const parallel = parallelOf(args)
    const wishes = readWishes(args)
    const names = args.words('[FILES…]')
    if (names.length === 0 && !args.flag('clipboard')) throw new UsageError('FILES or --clipboard is missing')
    const stop = context.stopSignal()
    await using scratch = openScratch()
    const { terminal, environment } = context
    const ready = await prepare(context, args, { wishes, scratch, stop }).catch(asFailure)
    if (stop.aborted) {
      terminal.tell('Stopped: nothing was uploaded')
      return exitCodes.stopped
    }
    if ('code' in ready) {
      terminal.tell(ready.message)
      return exitCodeOf(0, [ready])
    }
    const { target, entries } = ready
    const shown = !args.flag('quiet') && canDraw(terminal.errors, environment)
    using progress = openProgress(terminal, { shown, count: entries.length })
    const tally = openTally(context, { style, progress, count: entries.length })
    await sendAll(entries, {
      ...{ target, parallel, signal: stop, begin: progress.begin },
      settled: tally.settle,
    })
    progress[Symbol.dispose]()
    return tally.finish({ stopped: stop.aborted, shown: shown && terminal.output.isTTY === true })
  },
}

async function prepare(context: Context, args: Arguments, means: Means) {
  const target = await openTarget(context, args, means)
  return { target, entries: await entriesOf(context, args, means) }
}

/** A host that is not there or lets nobody in, as a failure; throws what is wrong with the arguments. */
function asFailure(error: unknown): Failure {
  if (error instanceof UsageError) throw error
  return failureOf(error)
}

function styleOf(args: Arguments): Style {
  const template = args.text('template')
  if (template !== undefined) {
    if (args.text('format') !== undefined) throw new UsageError('--format and --template exclude each other')
    return { template: checkTemplate(template) }
  }
  return {
    format: formats.find((each) => each === args.text('format')) ?? 'url',
    link: linkKinds.find((each) => each === args.text('link')) ?? 'direct',
  }
}

function parallelOf(args: Arguments): number {
  const text = args.text('parallel') ?? String(usualParallel)
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= mostParallel) return count
  throw new UsageError(`--parallel is a number from 1 to ${mostParallel}`)
}

async function entriesOf(context: Context, args: Arguments, { scratch, stop }: Means): Promise<Entry[]> {
  const { environment, terminal } = context
  const means = { environment, scratch, name: args.text('name'), stop }
  const clips = args.flag('clipboard') ? await clipboardEntries(means) : []
  return [...clips, ...(await findEntries(args.words('[FILES…]'), intakeOf(terminal, means)))]
}

type Tally = {
  settle(entry: Entry, outcome: Outcome): void
  /** Says what became of all and answers the exit code. */
  finish(how: { stopped: boolean; shown: boolean }): number
}

function openTally(
  { terminal: { print, tell } }: Context,
  { style, progress, count }: { style: Style; progress: Progress; count: number },
): Tally {
  const isJson = 'format' in style && style.format === 'json'
  const failures: Failure[] = []
  let uploaded = 0
  // Names and what hosts say may hold what a terminal would obey.
  const say = (line: string) => tell(line.replace(/[^\P{Cc}\n]/gu, ' '))
  const settle = ({ label }: Entry, outcome: Outcome) =>
    progress.aside(() => {
      if ('link' in outcome) {
        uploaded++
        print(formatLink(outcome.link, style, label))
        const { unmet = [] } = outcome
        if (unmet.length > 0)
          say(`${label}: was there before and stays as it is; not done: ${unmet.join(', ')}`)
        return
      }
      failures.push(outcome.failure)
      if (isJson) print(formatFailure(label, outcome.failure))
      say(`${label}: ${outcome.failure.message}`)
    })
  const finish: Tally['finish'] = ({ stopped, shown }) => {
    const left = count - uploaded - failures.length
    if (stopped) {
      tell(`Stopped: ${uploaded} of ${formatCount(count, 'upload')} done`)
      return exitCodes.stopped
    }
    if (left > 0) tell(`${formatCount(left, 'other')} not tried`)
    else if (shown && count > 1) tell(`${uploaded} of ${count} uploaded`)
    return exitCodeOf(uploaded, failures)
  }
  return { settle, finish }
}
