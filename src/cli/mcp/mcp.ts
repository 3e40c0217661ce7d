import { type Command, type Option, UsageError } from '../command.ts'
import { accountOptions, chooseAccount } from '../profiles/account.ts'

const options = {
  ...accountOptions,
  folder: {
    type: 'string',
    value: 'FOLDER',
    several: true,
    offers: 'files',
    about: 'files may be uploaded from here only; from anywhere when left out',
  },
  'allow-delete': {
    type: 'boolean',
    about: 'offer a tool that puts pictures into the trash; with a key only',
  },
} as const satisfies Record<string, Option>

export const mcp: Command = {
  name: 'mcp',
  about:
    'Lets an assistant upload, find and describe your pictures (Model Context Protocol, standard input/output)',
  details: [
    'Assistants start it themselves; docs/guide/mcp.md has what to write into their settings. It acts as you, with the',
    'key of TINTYPE_URL and TINTYPE_KEY or of a profile, and ends when the assistant closes its input.',
  ].join('\n'),
  words: [],
  personal: true,
  options,
  async run(context, args) {
    const account = await chooseAccount(context, args)
    if (context.terminal.input.isTTY) {
      throw new UsageError('An assistant starts this and speaks to it; docs/guide/mcp.md explains how')
    }
    const { serveAssistant } = await import('./assistant.ts')
    await serveAssistant(context, {
      account,
      folders: args.texts('folder'),
      mayDelete: args.flag('allow-delete'),
    })
    return 0
  },
}
