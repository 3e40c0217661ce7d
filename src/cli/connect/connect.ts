import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Configuration, configure, findTool, listTools, tools } from '../../connect/tools.ts'
import {
  type Arguments,
  type Command,
  type Context,
  jsonOption,
  type Option,
  UsageError,
} from '../command.ts'
import { accountOptions, chooseAccount } from '../profiles/account.ts'
import { formatTable } from '../table.ts'
import { readSecret } from '../terminal.ts'

type Way = Configuration['ways'][number]

const options = {
  way: { type: 'string', value: 'WAY', about: 'which way of the tool; the first when left out' },
  save: {
    type: 'string',
    value: 'FOLDER',
    offers: 'files',
    about: 'write its files there instead of showing them',
  },
  'sign-in': {
    type: 'string',
    value: 'NAME',
    about: 'make a key for this tool, as this account; its password is asked for',
  },
  ...accountOptions,
  ...jsonOption,
} as const satisfies Record<string, Option>

export const connect: Command = {
  name: 'connect',
  about: 'Shows what another tool needs to upload to your Tintype: files, values for its forms, commands',
  details: [
    'Without TOOL it lists the tools. The key is that of your profile or of TINTYPE_KEY, and is shown. With --sign-in one',
    'is made for the tool, as in the settings of your account, where it can be ended without ending the others.',
  ].join('\n'),
  words: ['[TOOL…]'],
  personal: true,
  offers: tools.map(({ id }) => id),
  options,
  async run(context, args) {
    const [id, ...others] = args.words('[TOOL…]')
    if (others.length > 0) throw new UsageError('One tool at a time')
    if (id === undefined) return list(context, args)
    if (!tools.some((tool) => tool.id === id))
      throw new UsageError(`There is no tool ${id}: tintype connect lists them`)
    const ways = await waysOf(context, args, id)
    const way = chooseWay(ways, args.text('way'))
    if (args.flag('json')) context.terminal.print(JSON.stringify({ tool: id, ...way }, null, 2))
    else await show(context, way, args.text('save'))
    const rest = ways.filter((each) => each !== way).map((each) => `--way ${each.id} (${each.name})`)
    if (rest.length > 0 && !args.flag('json')) context.terminal.tell(`Other ways: ${rest.join(', ')}`)
    return 0
  },
}

/** With the key that is known, or one that is made for the tool. Throws UsageError, TintypeError. */
async function waysOf(context: Context, args: Arguments, id: string): Promise<readonly Way[]> {
  const tool = findTool(id)
  const { url, key } = await chooseAccount(context, args)
  const name = args.text('sign-in')
  if (name !== undefined) {
    if (args.text('key') !== undefined) throw new UsageError('--sign-in makes a key: leave --key out')
    // Loaded when it is needed: all else is done without asking anybody.
    const { connectAs } = await import('./signing-in.ts')
    const password = await readSecret(context.terminal, `Password of ${name}: `)
    const made = await connectAs(url, id, { name, password })
    if (made.key)
      context.terminal.tell(`Made a key named ${made.key.label}: the settings of your account end it`)
    return made.ways
  }
  if (key === undefined && !tool.keyless)
    throw new UsageError(`${tool.name} needs a key: give the profile one, --key, or --sign-in NAME`)
  return configure(tool, { name: new URL(url).host, url, key: key ?? '' }, 'en').ways
}

function list({ terminal }: Context, args: Arguments): number {
  const all = listTools('en')
  if (args.flag('json')) terminal.print(JSON.stringify(all, null, 2))
  else
    terminal.print(
      formatTable([['TOOL', 'NAME', 'WHAT'], ...all.map(({ id, name, about }) => [id, name, about])]),
    )
  return 0
}

function chooseWay(ways: readonly Way[], id: string | undefined): Way {
  const found = id === undefined ? ways[0] : ways.find((way) => way.id === id)
  if (!found) throw new UsageError(`--way is ${ways.map((way) => way.id).join(', ')}`)
  return found
}

async function show({ terminal }: Context, { steps }: Way, folder: string | undefined): Promise<void> {
  for (const [index, { text, fields = [], code, file }] of steps.entries()) {
    terminal.print(`${index + 1}. ${text}`)
    const width = Math.max(0, ...fields.map(({ name }) => name.length))
    for (const { name, value } of fields) terminal.print(`     ${name.padEnd(width)}  ${value}`)
    if (file && folder !== undefined) terminal.print(`     ${await save(folder, file)}`)
    else if (file) terminal.print(`     ${file.name}:\n\n${file.text}`)
    if (code !== undefined) terminal.print(`     ${code}`)
  }
}

/** It holds a key: nobody else may read it. Scripts can be started. */
async function save(folder: string, { name, type, text }: { name: string; type: string; text: string }) {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  await writeFile(path, text, { mode: type === 'text/x-shellscript' ? 0o700 : 0o600 })
  return path
}
