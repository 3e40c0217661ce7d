import { listUsers, requireUser } from '../core/accounts.ts'
import type { App } from '../core/app.ts'
import { countCopies } from '../core/copy-lists.ts'
import { importProgress, type Progress, startImport, stepImport, stopImport } from '../core/imports.ts'
import { mirrorScopes, openDescription, type Remote } from '../core/remote-rows.ts'
import { addRemote, findRemote, listRemotes, removeRemote, type Told, tryRemote } from '../core/remotes.ts'
import type { User } from '../core/words.ts'
import { AppError } from '../errors.ts'
import { presetIds } from '../remotes/presets.ts'
import { type Arguments, type Command, type Context, jsonOption, type Option, UsageError } from './command.ts'
import { openLibrary } from './library.ts'
import { trialLines } from './remote-trial.ts'
import { formatCount, formatTable } from './table.ts'
import { confirm, readSecret, type Terminal } from './terminal.ts'
import { presetValues, readDescriptionFile } from './upload/destination.ts'
import { exitCodes } from './upload/failures.ts'

const userOption = {
  user: { type: 'string', value: 'USER', about: 'whose remote; may be left out where there is one account' },
} as const satisfies Record<string, Option>

export const remoteAdd: Command = {
  name: 'remote add',
  about: 'Keeps another host for an account: to mirror to, or to bring everything over from',
  details: [
    'Either --preset with what it needs, or --description. Whoever types at a terminal is asked for the key.',
    'upload --to sends files to other hosts from any machine: that needs a profile, see profile add.',
  ].join('\n'),
  words: ['NAME'],
  options: {
    ...userOption,
    preset: {
      type: 'string',
      value: 'PRESET',
      choices: presetIds,
      about: 'a host whose description is ready',
    },
    url: { type: 'string', value: 'URL', about: 'address of the host, where the preset needs one' },
    key: { type: 'string', value: 'KEY', about: 'its key; others may see what you type' },
    'key-stdin': { type: 'boolean', about: 'the key is the first line of standard input' },
    set: { type: 'string', value: 'NAME=VALUE', several: true, about: 'what else the preset needs' },
    description: {
      type: 'string',
      value: 'FILE',
      offers: 'files',
      about: 'any other host, by its description as JSON',
    },
    mirror: {
      type: 'string',
      value: 'none|all|albums',
      choices: mirrorScopes,
      about: 'which uploads are sent there; without it none',
    },
    album: { type: 'string', value: 'ID', several: true, about: 'albums for --mirror albums' },
    private: { type: 'boolean', about: 'private media are sent there too' },
    'keep-copies': { type: 'boolean', about: 'copies stay there when their media are deleted' },
    'hide-copies': { type: 'boolean', about: 'nobody but the owner is told where copies are' },
  },
  async run(context, args) {
    const told = await readTold(context, args)
    await using app = await openLibrary(context)
    const user = await chooseUser(app, args)
    const scope = mirrorScopes.find((each) => each === args.text('mirror')) ?? 'none'
    const remote = await addRemote(app, user.id, {
      ...told,
      name: args.word('NAME'),
      use: {
        scope,
        albums: args.texts('album'),
        withPrivate: args.flag('private'),
        deleteCopies: !args.flag('keep-copies'),
        showCopies: !args.flag('hide-copies'),
      },
    })
    context.terminal.print(`Kept the remote ${remote.name} (${remote.host}) of ${user.name}.`)
    context.terminal.tell(
      `Whether it answers: npm run -s tintype -- remote test ${remote.name} --user ${user.name}`,
    )
    return 0
  },
}

export const remoteList: Command = {
  name: 'remote list',
  about: 'Lists the remotes of an account, never their secrets',
  words: [],
  options: { ...userOption, ...jsonOption },
  async run(context, args) {
    await using app = await openLibrary(context)
    const remotes = await listRemotes(app, (await chooseUser(app, args)).id)
    const counts = await countCopies(
      app,
      remotes.map(({ id }) => id),
    )
    const rows = remotes.map((remote) => ({ remote, copies: counts.get(remote.id) }))
    if (args.flag('json')) {
      const plain = rows.map(({ remote: { sealed: _, userId: __, ...remote }, copies }) => ({
        ...remote,
        copies,
      }))
      context.terminal.print(JSON.stringify(plain, null, 2))
      return 0
    }
    const lines = rows.map(({ remote: { name, preset, host, scope }, copies }) => {
      const states = [copies?.sent, copies?.waiting, copies?.failed].map((count) => String(count ?? 0))
      return [name, preset ?? 'description', host, scope, ...states]
    })
    context.terminal.print(
      formatTable([['NAME', 'KIND', 'HOST', 'MIRRORS', 'SENT', 'WAITING', 'FAILED'], ...lines]),
    )
    return 0
  },
}

export const remoteTest: Command = {
  name: 'remote test',
  about: 'Sends a small picture to a remote and shows the exact request and answer, secrets masked',
  details: 'The picture is deleted again where the host tells how. Ends with 1 when it did not work.',
  words: ['NAME'],
  options: { ...userOption, ...jsonOption },
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await chooseUser(app, args)
    const remote = await findRemote(app, user.id, args.word('NAME'))
    const trial = await tryRemote(app, user.id, openDescription(app, remote))
    if (args.flag('json')) context.terminal.print(JSON.stringify(trial, null, 2))
    else for (const line of trialLines(trial)) context.terminal.print(line)
    return trial.problem ? 1 : 0
  },
}

export const remoteRemove: Command = {
  name: 'remote remove',
  about: 'Forgets a remote; copies that lie there stay there',
  words: ['NAME'],
  options: { ...userOption, yes: { type: 'boolean', about: 'do not ask' } },
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await chooseUser(app, args)
    const remote = await findRemote(app, user.id, args.word('NAME'))
    const { sent = 0 } = (await countCopies(app, [remote.id])).get(remote.id) ?? {}
    const question = `Forget ${remote.name} (${remote.host}) and where its ${sent === 1 ? 'copy is' : `${sent} copies are`}?`
    if (!args.flag('yes') && !(await confirm(context.terminal, question))) {
      context.terminal.tell('Nothing was changed.')
      return 1
    }
    await removeRemote(app, remote)
    context.terminal.print(`Forgot the remote ${remote.name}.`)
    return 0
  },
}

export const remoteImport: Command = {
  name: 'remote import',
  about: 'Brings everything over from a remote',
  details: [
    'What is here already is left out: it can be repeated, and goes on after Ctrl-C.',
    'Ends with 1 when something could not be brought over; each is told on standard error. With 130 after Ctrl-C.',
  ].join('\n'),
  words: ['NAME'],
  options: {
    ...userOption,
    album: { type: 'string', value: 'ID', about: 'the album that everything goes into' },
  },
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await chooseUser(app, args)
    const remote = await findRemote(app, user.id, args.word('NAME'))
    const run = await startImport(app, remote, { albumId: args.text('album'), byHand: true })
    const stop = context.stopSignal()
    const progress = await bringAll(app, context.terminal, { remote, run, stop })
    const { brought, had, failed, problem } = progress
    context.terminal.print(
      `Brought over ${formatCount(brought, 'file')}; ${had} were here already, ${failed} failed.`,
    )
    if (problem) context.terminal.tell(problem.message)
    if (progress.state === 'stopped' && stop.aborted) return exitCodes.stopped
    return progress.state === 'done' && failed === 0 ? 0 : 1
  },
}

async function bringAll(
  app: App,
  terminal: Terminal,
  { stop, ...which }: { remote: Remote; run: string; stop: AbortSignal },
): Promise<Progress> {
  const where = { remoteId: which.remote.id, run: which.run }
  let told = 0
  const tell = ({ page, pages, brought, had, failed, failures }: Progress): void => {
    const last = failures.at(-1)
    if (failed > told && last) terminal.tell(`${last.url}: ${last.message}`)
    told = failed
    if (!terminal.errors.isTTY) return
    const of = pages === undefined ? '' : ` of ${pages}`
    terminal.errors.write(
      `\r\u001b[Kpage ${page}${of}: ${brought} brought over, ${had} here already, ${failed} failed`,
    )
  }
  try {
    await stepImport(app, where, { stop, tell })
  } finally {
    // No job goes on with what was begun by hand.
    await stopImport(app, which.remote, which.run)
  }
  if (terminal.errors.isTTY) terminal.errors.write('\r\u001b[K')
  if (stop.aborted) terminal.tell('Stopped: the same command goes on.')
  const progress = await importProgress(app, which.remote.id)
  if (!progress) throw new AppError('not-found', 'The remote was forgotten meanwhile')
  return progress
}

async function chooseUser(app: App, args: Arguments): Promise<User> {
  const name = args.text('user')
  if (name !== undefined) return requireUser(app, name)
  const [only, ...others] = await listUsers(app)
  if (only && others.length === 0) return only
  throw new UsageError('--user USER is missing: there is not exactly one account')
}

async function readTold(context: Context, args: Arguments): Promise<Told> {
  const [preset, file] = [args.text('preset'), args.text('description')]
  if (file !== undefined && preset !== undefined) throw new UsageError('--preset or --description, not both')
  if (file !== undefined) return { description: await readDescriptionFile(file) }
  if (preset === undefined) throw new UsageError('--preset PRESET or --description FILE is missing')
  const values = presetValues(args)
  const asks = args.text('key') === undefined && (args.flag('key-stdin') || context.terminal.input.isTTY)
  return { preset, values: asks ? { ...values, key: await readSecret(context.terminal, 'Key: ') } : values }
}
