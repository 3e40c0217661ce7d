import { removeUser } from '../core/account-removal.ts'
import { createUser, listUsers, requireUser } from '../core/accounts.ts'
import { listMedia } from '../core/media.ts'
import { setPassword } from '../core/passwords.ts'
import type { Role } from '../core/words.ts'
import { type Command, jsonOption, UsageError } from './command.ts'
import { openLibrary } from './library.ts'
import { formatBytes, formatCount, formatTable, formatTime } from './table.ts'
import { confirm, readPassword } from './terminal.ts'

const passwordOption = {
  'password-stdin': {
    type: 'boolean',
    about: 'read the password from standard input instead of asking twice',
  },
} as const

export const userAdd: Command = {
  name: 'user add',
  about: 'Makes an account',
  words: ['NAME'],
  options: {
    email: {
      type: 'string',
      value: 'ADDRESS',
      required: true,
      about: 'e-mail address; it may stand for the name',
    },
    role: { type: 'string', value: 'admin|user', required: true, about: 'admins run the site' },
    ...passwordOption,
  },
  async run(context, args) {
    const role = readRole(args.text('role'))
    await using app = await openLibrary(context)
    const password = await readPassword(context.terminal, { input: args.flag('password-stdin') })
    const user = await createUser(app, {
      name: args.word('NAME'),
      email: args.text('email') ?? '',
      role,
      password,
    })
    context.terminal.print(`Made the account ${user.name} (${user.role}).`)
    context.terminal.tell(`A key for programs: npm run -s tintype -- key add ${user.name} --name LABEL`)
    return 0
  },
}

export const userList: Command = {
  name: 'user list',
  about: 'Lists the accounts, the oldest first',
  words: [],
  options: jsonOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const users = await listUsers(app)
    if (args.flag('json')) {
      const plain = users.map(({ group, preferences: _, ...user }) => ({ ...user, group: group.id }))
      context.terminal.print(JSON.stringify(plain, null, 2))
      return 0
    }
    const rows = users.map((user) => [
      user.name,
      user.email,
      user.role,
      user.group.id,
      formatBytes(user.bytesUsed),
      formatTime(user.createdAt),
    ])
    context.terminal.print(formatTable([['NAME', 'E-MAIL', 'ROLE', 'GROUP', 'USES', 'SINCE'], ...rows]))
    return 0
  },
}

export const userPasswd: Command = {
  name: 'user passwd',
  about: 'Gives an account another password',
  details: 'Browsers that are signed in are signed out. Keys stay valid: key revoke ends them.',
  words: ['NAME'],
  options: passwordOption,
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await requireUser(app, args.word('NAME'))
    const password = await readPassword(context.terminal, { input: args.flag('password-stdin') })
    await setPassword(app, user, { password })
    context.terminal.print(`${user.name} has another password.`)
    return 0
  },
}

export const userRemove: Command = {
  name: 'user remove',
  about: 'Removes an account with its keys and all its media',
  details: 'The addresses of its media end at once; their files are removed by the running server.',
  words: ['NAME'],
  options: { yes: { type: 'boolean', about: 'do not ask' } },
  async run(context, args) {
    await using app = await openLibrary(context)
    const user = await requireUser(app, args.word('NAME'))
    const { count } = await listMedia(app, user.id, { page: 1 })
    const question = `Remove ${user.name} (${user.email}) and ${formatCount(count, 'media file')}?`
    if (!args.flag('yes') && !(await confirm(context.terminal, question))) {
      context.terminal.tell('Nothing was removed.')
      return 1
    }
    const removed = await removeUser(app, user)
    context.terminal.print(`Removed ${user.name} and ${formatCount(removed, 'media file')}.`)
    return 0
  },
}

function readRole(text: string | undefined): Role {
  if (text === 'admin' || text === 'user') return text
  throw new UsageError('--role is admin or user')
}
