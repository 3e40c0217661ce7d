import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { temporaryFolder } from '../process.ts'
import { type Typed, type } from '../typed.ts'
import { linesOf, openDesk } from './uploading.ts'

const desk = fixture(openDesk)
let home: string
let count = 0
beforeEach(() => {
  home = join(desk.folder, `home${++count}`)
})

/** Without an address in the environment: profiles alone say where to. */
const environment = () => ({ HOME: home, TINTYPE_URL: '', TINTYPE_KEY: '' })
const typed = (args: string[], input?: string): Promise<Typed> =>
  type(args, { environment: environment(), ...(input !== undefined && { input }) })
const add = (...args: string[]) => typed(['profile', 'add', ...args])
const file = () => join(home, '.config', 'tintype', 'profiles.json')

test('a profile is kept for its owner alone, and uploads go there', async () => {
  const { url } = desk.stage
  const added = await typed(['profile', 'add', 'pics', '--url', url, '--key-stdin'], `${desk.person.key}\n`)
  expect(added).toMatchObject({ code: 0, stdout: 'Kept the profile pics, the one in use.\n' })
  expect(added.stderr).toMatch(/ knows you as ann\.\n$/)
  expect((await stat(file())).mode & 0o777).toBe(0o600)
  expect((await stat(join(file(), '..'))).mode & 0o777).toBe(0o700)
  await desk.files('p.png')
  const sent = await desk.tintype(['upload', 'p.png'], { environment: environment() })
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining(url) })
})

test('keys are listed nowhere', async () => {
  await add('pics', '--url', 'https://pics.example', '--key', 'tintsecret', '--no-check')
  await add('bb', '--preset', 'imgbb', '--key', 'tintsecret')
  const table = await typed(['profile', 'list'])
  expect(linesOf(table.stdout).map((line) => line.split(/ {2,}/))).toEqual([
    ['', 'NAME', 'KIND', 'HOST', 'KEY'],
    ['*', 'pics', 'tintype', 'https://pics.example', 'yes'],
    ['', 'bb', 'imgbb', 'yes'],
  ])
  const json = await typed(['profile', 'list', '--json'])
  expect(table.stdout + json.stdout).not.toContain('tintsecret')
  expect(JSON.parse(json.stdout)[0]).toMatchObject({ name: 'pics', current: true, hasKey: true })
  expect((await typed(['profile', 'list', '--names'])).stdout).toBe('pics\nbb\n')
})

test('another one is used, and forgotten', async () => {
  await add('one', '--url', 'one.example', '--no-check')
  await add('two', '--url', 'http://two.example/', '--no-check')
  expect(await typed(['profile', 'use', 'two'])).toMatchObject({ code: 0 })
  expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({
    current: 'two',
    profiles: { one: { url: 'https://one.example' }, two: { url: 'http://two.example' } },
  })
  expect(await typed(['profile', 'remove', 'two'])).toMatchObject({ code: 0 })
  expect(await typed(['upload', 'a.png'])).toMatchObject({ code: 2 })
  expect(await typed(['profile', 'use', 'two'])).toMatchObject({ code: 2 })
})

test('a key that opens nothing, and what is no Tintype, are not kept', async () => {
  const wrong = await add('wrong', '--url', desk.stage.url, '--key', `tint${'x'.repeat(28)}`)
  expect(wrong).toMatchObject({ code: 1, stderr: `${desk.stage.url} does not know this key\n` })
  const other = await add('other', '--url', `${desk.stage.url}/images`)
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('is no Tintype') })
  expect((await typed(['profile', 'list', '--names'])).stdout).toBe('')
})

test('a host that is away is kept, and that is said', async () => {
  const added = await add('away', '--url', 'http://127.0.0.1:9')
  expect(added).toMatchObject({ code: 0, stderr: expect.stringContaining('cannot be reached now') })
})

test.each([
  [['x'], '--url URL is missing'],
  [['x', '--url', 'mailto:me'], '--url is an http'],
  [['a b', '--url', 'x.example'], 'NAME is made of'],
  [['x', '--preset', 'imgbb'], 'key: is missing'],
  [['x', '--preset', 'chevereto', '--key', 'k'], 'address: is missing'],
  [['x', '--preset', 'moon'], '--preset is one of'],
  [['x', '--preset', 'lsky', '--set', 'strategy'], '--set is like'],
  [['x', '--description', 'nowhere.json'], 'nowhere.json cannot be read'],
])('wrong usage: %j', async (args, message) => {
  expect(await add(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
})

test('a broken file is told by its name and the fault, and stays as it is', async () => {
  await add('one', '--url', 'one.example', '--no-check')
  await writeFile(file(), '{"profiles":{"one":{"url":5}}}')
  const added = await add('two', '--url', 'two.example', '--no-check')
  expect(added).toMatchObject({ code: 1, stderr: expect.stringContaining(`${file()} cannot be used: `) })
  expect(await readFile(file(), 'utf8')).toBe('{"profiles":{"one":{"url":5}}}')
})

describe('which one is meant', () => {
  test('the environment goes before the profile in use, --profile before both', async () => {
    await using empty = await temporaryFolder()
    await desk.files('w.png')
    await add('nowhere', '--url', 'http://127.0.0.1:9', '--no-check')
    const elsewhere = await desk.tintype(['upload', 'w.png'], { environment: environment() })
    expect(elsewhere.code).toBe(4)
    const own = await desk.tintype(['upload', 'w.png'], { environment: { HOME: home } })
    expect(own.code).toBe(0)
    const named = await desk.tintype(['upload', 'w.png', '--profile', 'nowhere'], {
      environment: { HOME: home },
    })
    expect(named.code).toBe(4)
    const alone = { ...environment(), HOME: empty.path, TINTYPE_KEY: 'tintkey' }
    const half = await desk.tintype(['upload', 'w.png'], { environment: alone })
    expect(half).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('TINTYPE_KEY goes with TINTYPE_URL'),
    })
  })
})
