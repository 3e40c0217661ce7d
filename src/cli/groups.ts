import { changeGroup, groupFields, listGroups } from '../core/groups.ts'
import type { Group } from '../core/words.ts'
import { type Command, jsonOption } from './command.ts'
import { openLibrary } from './library.ts'
import { formatTable } from './table.ts'

export const groupList: Command = {
  name: 'group list',
  about: 'Shows the limits and habits of each group',
  words: [],
  options: jsonOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const groups = await listGroups(app)
    const fields = Object.entries(groupFields)
    if (args.flag('json')) {
      const plain = groups.map((group) => [
        group.id,
        Object.fromEntries(fields.map(([name]) => [name, typed(group, name)])),
      ])
      context.terminal.print(JSON.stringify(Object.fromEntries(plain), null, 2))
      return 0
    }
    const rows = fields.map(([name, field]) => [
      name,
      ...groups.map((group) => typed(group, name)),
      field.about,
    ])
    context.terminal.print(formatTable([['FIELD', ...groups.map((group) => group.id), 'MEANS'], ...rows]))
    return 0
  },
}

export const groupSet: Command = {
  name: 'group set',
  about: 'Changes one field of a group',
  details: `Fields:\n${formatTable(Object.entries(groupFields).map(([name, field]) => [`  ${name}`, field.about]))}`,
  words: ['GROUP', 'FIELD', 'VALUE'],
  options: {},
  async run(context, args) {
    await using app = await openLibrary(context)
    const [group, field, value] = [args.word('GROUP'), args.word('FIELD'), args.word('VALUE')]
    await changeGroup(app, group, { field, value })
    context.terminal.print(`${field} of ${group} is ${value}.`)
    return 0
  },
}

/** A field as `group set` takes it. */
function typed(group: Group, field: string): string {
  const name = field.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase())
  const value: unknown = group[name as keyof Group]
  if (value === undefined) return field === 'kinds' ? 'all' : 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(',') : String(value)
}
