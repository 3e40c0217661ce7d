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
      Array.isArray(value) ? value.join(',') || '(none)' : String(value),
      settingTable[name as keyof typeof settingTable].about,
    ])
    context.terminal.print(formatTable([['SETTING', 'VALUE', 'MEANS'], ...rows]))
    return 0
  },
}

export const settingSet: Command = {
  name: 'setting set',
  about: "Changes one setting of the site's policy",
  details: `Settings (lists are divided by commas and may be empty; switches are true or false):\n${formatTable(
    Object.entries(settingTable).map(([name, setting]) => [`  ${name}`, setting.about]),
  )}`,
  words: ['NAME', 'VALUE'],
  options: {},
  async run(context, args) {
    await using app = await openLibrary(context)
    await writeSetting(app, args.word('NAME'), args.word('VALUE'))
    const settings = await readSettings(app)
    context.terminal.print(
      `${args.word('NAME')} is ${JSON.stringify(settings[args.word('NAME') as keyof typeof settings])}.`,
    )
    return 0
  },
}
