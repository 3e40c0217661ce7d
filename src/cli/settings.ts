import { readSettings, settingTable, writeSetting } from '../core/settings.ts'
import { type Command, jsonOption } from './command.ts'
import { openLibrary } from './library.ts'
import { formatTable } from './table.ts'

export const settingList: Command = {
  name: 'setting list',
  about: "Shows the site's policy",
  words: [],
  options: jsonOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const settings = await readSettings(app)
    if (args.flag('json')) {
      context.terminal.print(JSON.stringify(settings, null, 2))
      return 0
    }
    const rows = Object.entries(settings).map(([name, value]) => [
      name,
      shown(value),
      settingTable[name as keyof typeof settingTable].about,
    ])
    context.terminal.print(formatTable([['SETTING', 'VALUE', 'MEANS'], ...rows]))
    return 0
  },
}

export const settingSet: Command = {
  name: 'setting set',
  about: "Changes one setting of the site's policy",
  details: `Settings (lists are divided by commas and may be empty; switches are yes or no):\n${formatTable(
    Object.entries(settingTable).map(([name, setting]) => [`  ${name}`, setting.about]),
  )}`,
  words: ['NAME', 'VALUE'],
  options: {},
  async run(context, args) {
    await using app = await openLibrary(context)
    await writeSetting(app, args.word('NAME'), args.word('VALUE'))
    const settings = await readSettings(app)
    const name = args.word('NAME')
    context.terminal.print(`${name} is ${shown(settings[name as keyof typeof settings])}.`)
    return 0
  },
}

/** A setting's value as it is typed. */
function shown(value: string | boolean | readonly string[]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return (typeof value === 'string' ? value : value.join(',')) || '(none)'
}
