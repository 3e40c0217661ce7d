import { requireUser } from '../core/accounts.ts'
import { createKey, listKeys, revokeKey } from '../core/keys.ts'
import { type Command, jsonOption } from './command.ts'
import { openLibrary } from './library.ts'
import { formatTable, formatTime } from './table.ts'

export const keyAdd: Command = {
  name: 'key add',
  about: 'Makes an API key for an account and prints it, this once',
  details: 'Standard output is the key and nothing else. One key opens every API.',
  words: ['NAME'],
  options: {
    name: { type: 'string', value: 'LABEL', required: true, about: 'by which you know the key again' },
  },
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await requireUser(app, args.word('NAME'))
    context.terminal.print(await createKey(app, user, args.text('name') ?? ''))
    return 0
  },
}

export const keyList: Command = {
  name: 'key list',
  about: 'Lists the keys of an account, never the keys themselves',
  words: ['NAME'],
  options: jsonOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const keys = await listKeys(app, await requireUser(app, args.word('NAME')))
    if (args.flag('json')) {
      context.terminal.print(JSON.stringify(keys, null, 2))
      return 0
    }
    const rows = keys.map((key) => [key.id, key.label, formatTime(key.createdAt), formatTime(key.lastUsedAt)])
    context.terminal.print(formatTable([['ID', 'LABEL', 'MADE', 'LAST USED'], ...rows]))
    return 0
  },
}

export const keyRevoke: Command = {
  name: 'key revoke',
  about: 'Ends a key, by its id or label as key list shows them',
  words: ['NAME', 'KEY'],
  options: {},
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await requireUser(app, args.word('NAME'))
    await revokeKey(app, user, args.word('KEY'))
    context.terminal.print(`The key ${args.word('KEY')} of ${user.name} opens nothing any more.`)
    return 0
  },
}
