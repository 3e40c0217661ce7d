import { addCategory, listCategories, removeCategory } from '../core/categories.ts'
import { type Command, jsonOption } from './command.ts'
import { openLibrary } from './library.ts'
import { formatTable } from './table.ts'

export const categoryAdd: Command = {
  name: 'category add',
  about: 'Makes a category that uploads may be put into',
  words: ['NAME'],
  options: {
    key: {
      type: 'string',
      value: 'KEY',
      about: 'what stands in its address: lower-case letters, digits and dashes; otherwise made of NAME',
    },
  },
  async run(context, args) {
    await using app = await openLibrary(context)
    const { id, name, key } = await addCategory(app, { name: args.word('NAME'), key: args.text('key') })
    context.terminal.print(`Made the category ${name}: its id is ${id}, its key ${key}.`)
    return 0
  },
}

export const categoryList: Command = {
  name: 'category list',
  about: 'Lists the categories',
  words: [],
  options: jsonOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const categories = await listCategories(app)
    if (args.flag('json')) {
      context.terminal.print(JSON.stringify(categories, null, 2))
      return 0
    }
    const rows = categories.map(({ id, key, name }) => [String(id), key, name])
    context.terminal.print(formatTable([['ID', 'KEY', 'NAME'], ...rows]))
    return 0
  },
}

export const categoryRemove: Command = {
  name: 'category remove',
  about: 'Removes a category by its key; what was in it stays, in none',
  words: ['KEY'],
  options: {},
  async run(context, args) {
    await using app = await openLibrary(context)
    await removeCategory(app, args.word('KEY'))
    context.terminal.print(`Removed the category ${args.word('KEY')}.`)
    return 0
  },
}
