import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/all.ts'
import { run, temporaryFolder } from '../process.ts'
import { databases } from '../stage.ts'
import { type } from '../typed.ts'
import { openPlace, userAdd } from './place.ts'

describe('help', () => {
  test('of the program names every command, and is help, not a failure', async () => {
    const help = await run(['--help'])
    expect(help.code).toBe(0)
    for (const command of commands) expect(help.stdout).toContain(`  ${command.name}  `)
    expect(help.stderr).toBe('')
  })

  test('each command explains its words and options without touching any data', async () => {
    await using folder = await temporaryFolder()
    const environment = { DATA_DIR: join(folder.path, 'data') }
    const helps = commands.map(async (command) => {
      const help = await type([...command.name.split(' '), '--help'], { environment })
      expect(help).toMatchObject({ code: 0, stderr: '' })
      expect(help.stdout).toContain(`Usage: tintype ${[command.name, ...command.words].join(' ')}`)
      for (const option of Object.keys(command.options)) expect(help.stdout).toContain(`--${option}`)
    })
    await Promise.all(helps)
    expect(await readdir(folder.path)).toEqual([])
  })

  test('nothing typed shows it on standard error with code 2', async () => {
    const help = await run([])
    expect(help.code).toBe(2)
    expect(help.stdout).toBe('')
    expect(help.stderr).toContain('Usage: tintype COMMAND')
  })
})

test.each([
  [['nonsense'], 'There is no command nonsense'],
  [['user'], 'There are: user add, user list, user passwd, user remove'],
  [['user', 'burn'], 'There is no command user burn'],
  [['user', 'add'], 'NAME is missing'],
  [['user', 'add', 'ann'], '--email ADDRESS is missing'],
  [['user', 'add', 'ann', '--email', 'a@example.com', '--role', 'king'], '--role is admin or user'],
  [['user', 'list', 'too', 'much'], 'too much'],
  [['user', 'list', '--colour'], "Unknown option '--colour'"],
  [['upload', '--nonsense'], "Unknown option '--nonsense'\ntintype upload --help tells how it is used."],
  [['key', 'revoke', 'ann'], 'KEY is missing'],
  [['doctor', '--min-age', 'soon'], '--min-age is a number of seconds'],
  [['doctor', '--remove-lost'], '--remove-lost goes with --repair'],
  [['user', 'add', 'ann', '--email', 'a@example.com', '--role', 'user'], '--password-stdin'],
])('wrong usage ends with 2 and says what is wrong: %j', async (args, message) => {
  await using folder = await temporaryFolder()
  const ended = await type(args, { environment: { DATA_DIR: folder.path } })
  expect(ended.code).toBe(2)
  expect(ended.stdout).toBe('')
  expect(ended.stderr).toContain(message)
  expect(ended.stderr).not.toContain('    at ')
})

test('every mistake in the settings is told at once, with code 2', async () => {
  const environment = {
    PORT: 'many',
    METADATA: 'burn',
    TZ: 'Moon/Crater',
    URL_ALLOW: 'x',
    BASE_URL: 'ftp://x',
    REDIS_URL: 'x',
  }
  const ended = await run(['serve'], { environment })
  expect(ended.code).toBe(2)
  for (const name of Object.keys(environment)) expect(ended.stderr).toMatch(new RegExp(`^ {2}${name}: `, 'm'))
})

describe('.env in the working directory', () => {
  test('gives settings, and the environment goes before it', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, '.env'), 'DATA_DIR=from-file\nTZ="Europe/Berlin"\nHOST=127.0.0.2\n')
    const ended = await run(['doctor'], { cwd: folder.path, environment: { HOST: '127.0.0.3' } })
    expect(ended.stdout).toContain(join(folder.path, 'from-file', 'tintype.db'))
    expect(ended.stdout).toContain('time zone: Europe/Berlin')
    expect(ended.stdout).toContain('listening on 127.0.0.3')
  })

  test('its mistakes are told like any other', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, '.env'), 'PORT=x\n')
    const ended = await run(['user', 'list'], { cwd: folder.path })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain('PORT: must be a whole number from 1 to 65535')
  })
})

describe.each(databases)('on %s', (database) => {
  test('an account lives: made, listed, another password, keys, removed', async () => {
    await using site = await openPlace(database)
    expect(await site.run(userAdd('ann'), 'correct horse\n')).toMatchObject({ code: 0 })
    const users = JSON.parse((await site.run(['user', 'list', '--json'])).stdout)
    expect(users).toMatchObject([
      { name: 'ann', email: 'ann@example.com', role: 'user', group: 'members', bytesUsed: 0 },
    ])
    expect(JSON.stringify(users)).not.toMatch(/password|argon/)
    expect(await site.run(['user', 'passwd', 'ann', '--password-stdin'], 'another horse')).toMatchObject({
      code: 0,
    })
    const key = await site.run(['key', 'add', 'ann', '--name', 'laptop'])
    expect(key).toMatchObject({ code: 0, stderr: '' })
    expect(key.stdout).toMatch(/^tint[A-Za-z0-9]{28}\n$/)
    const keys = await site.run(['key', 'list', 'ann'])
    expect(keys.stdout).toContain('laptop')
    expect(keys.stdout).not.toContain(key.stdout.trim())
    expect(await site.run(['key', 'revoke', 'ann', 'laptop'])).toMatchObject({ code: 0 })
    expect(JSON.parse((await site.run(['key', 'list', 'ann', '--json'])).stdout)).toEqual([])
    const asked = await site.run(['user', 'remove', 'ann'])
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
    const removed = await site.run(['user', 'remove', 'ANN@example.com', '--yes'])
    expect(removed).toMatchObject({ code: 0, stdout: 'Removed ann and 0 media files.\n' })
    expect(JSON.parse((await site.run(['user', 'list', '--json'])).stdout)).toEqual([])
  })

  test('what cannot be done ends with 1, in words, without a stack', async () => {
    await using site = await openPlace(database)
    await site.type(userAdd('ann'), 'correct horse')
    const failures: [string[], string, string?][] = [
      [userAdd('Ann'), 'taken', 'correct horse'],
      [userAdd('bob'), 'at least 8 characters', 'short'],
      [['user', 'passwd', 'nobody', '--password-stdin'], 'There is no user nobody', 'correct horse'],
      [['key', 'add', 'nobody', '--name', 'x'], 'There is no user nobody'],
      [['key', 'revoke', 'ann', 'x'], 'ann has no key x'],
      [['group', 'set', 'nobody', 'name', 'x'], 'There is no group nobody'],
      [['group', 'set', 'guests', 'colour', 'x'], 'There are: name, max-file-bytes'],
      [['setting', 'set', 'url-uploads', 'perhaps'], 'url-uploads: '],
    ]
    for (const [args, message, input] of failures) {
      const ended = await site.type(args, input)
      expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) })
      expect(ended.stderr.trim().split('\n')).toHaveLength(1)
    }
  })

  test('each field of a group is shown as it may be typed', async () => {
    await using site = await openPlace(database)
    const groups = JSON.parse((await site.type(['group', 'list', '--json'])).stdout)
    expect(Object.keys(groups)).toEqual(['admins', 'guests', 'members'])
    for (const [field, value] of Object.entries<string>(groups.guests)) {
      expect(await site.type(['group', 'set', 'guests', field, value])).toMatchObject({ code: 0 })
    }
    expect(JSON.parse((await site.type(['group', 'list', '--json'])).stdout)).toEqual(groups)
    await site.type(['group', 'set', 'guests', 'kinds', 'png,jpeg'])
    expect((await site.type(['group', 'list'])).stdout).toMatch(/^kinds +all +png,jpeg +all /m)
  })

  test('settings are set and listed', async () => {
    await using site = await openPlace(database)
    expect(await site.type(['setting', 'set', 'site-name', 'Ann and Bob'])).toMatchObject({ code: 0 })
    expect(await site.type(['setting', 'set', 'guest-doors', ''])).toMatchObject({ code: 0 })
    expect(JSON.parse((await site.type(['setting', 'list', '--json'])).stdout)).toMatchObject({
      'site-name': 'Ann and Bob',
      'guest-doors': [],
    })
    expect((await site.type(['setting', 'list'])).stdout).toContain('(none)')
  })

  test('categories are made, listed and removed', async () => {
    await using site = await openPlace(database)
    expect((await site.type(['category', 'add', 'Black & white'])).stdout).toContain('black-white')
    expect(await site.type(['category', 'add', '风景', '--key', 'views'])).toMatchObject({ code: 0 })
    expect(JSON.parse((await site.type(['category', 'list', '--json'])).stdout)).toEqual([
      { id: 1, name: 'Black & white', key: 'black-white' },
      { id: 2, name: '风景', key: 'views' },
    ])
    for (const [args, message] of [
      [['add', '动物'], 'give one'],
      [['add', 'Views'], 'There is a category with the key views'],
      [['remove', 'Views'], 'There is no category Views'],
    ] as const) {
      const ended = await site.type(['category', ...args])
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(message) })
    }
    expect(await site.type(['category', 'remove', 'views'])).toMatchObject({ code: 0 })
    expect((await site.type(['category', 'list'])).stdout).not.toContain('views')
  })
})

test('a database that does not answer is told, by the doctor too', async () => {
  await using folder = await temporaryFolder()
  const environment = { DATA_DIR: folder.path, DATABASE_URL: 'postgres://ann:secret@127.0.0.1:1/x' }
  const listed = await run(['user', 'list'], { environment })
  expect(listed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('ECONNREFUSED') })
  const examined = await run(['doctor'], { environment })
  expect(examined.code).toBe(1)
  expect(examined.stdout).toMatch(/^wrong +database +.*ECONNREFUSED/m)
  expect(examined.stdout + examined.stderr).not.toContain('secret@')
})

test('a data folder that cannot be made is told', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'file')
  await writeFile(file, '')
  const ended = await run(['user', 'list'], { environment: { DATA_DIR: join(file, 'data') } })
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(file) })
  await rm(file)
})
