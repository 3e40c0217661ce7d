import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { distinctPng } from '../distinct.ts'
import { databases } from '../stage.ts'
import { type Mirror, openMirror, simple } from '../wire/remote-host.ts'
import { openPlace, type Place, userAdd } from './place.ts'

const key = 'a-key-of-many-characters'

async function openScene(host: Mirror, database: (typeof databases)[number] = 'sqlite') {
  const place = await openPlace(database)
  place.environment.URL_ALLOW = new URL(host.url).host
  expect((await place.type(userAdd('ann'), 'a password\n')).code).toBe(0)
  const file = join(place.folder, 'host.json')
  await writeFile(file, JSON.stringify(simple(host.url, key)))
  return { place, file }
}

const add = (place: Place, file: string, ...more: string[]) =>
  place.type(['remote', 'add', 'Second', '--description', file, ...more])

test.each(databases)(
  'a remote is kept, listed without its secrets, and forgotten, on %s',
  async (database) => {
    await using host = await openMirror()
    const { place, file } = await openScene(host, database)
    await using _place = place
    expect(await add(place, file, '--mirror', 'all')).toMatchObject({
      code: 0,
      stdout: `Kept the remote Second (${new URL(host.url).host}) of ann.\n`,
    })
    const list = await place.type(['remote', 'list', '--user', 'ann'])
    expect(list.stdout).toMatch(/^NAME +KIND +HOST +MIRRORS +SENT +WAITING +FAILED\nSecond +description +127/)
    const json = await place.type(['remote', 'list', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject([{ name: 'Second', scope: 'all', copies: { sent: 0 } }])
    expect(json.stdout).not.toMatch(/sealed|secret|a-key/)
    expect((await place.type(['remote', 'remove', 'second', '--yes'])).stdout).toBe(
      'Forgot the remote Second.\n',
    )
    expect(await place.type(['remote', 'test', 'Second'])).toMatchObject({
      code: 1,
      stderr: 'There is no remote Second\n',
    })
  },
)

test('test shows the request and the answer without secrets, and the field to mend', async () => {
  await using host = await openMirror()
  const { place, file } = await openScene(host)
  await using _place = place
  await add(place, file)
  const works = await place.type(['remote', 'test', 'Second'])
  expect(works.code).toBe(0)
  expect(works.stdout).toContain(`> POST ${host.url}/upload\n`)
  expect(works.stdout).toContain('> authorization: ••••ters\n')
  expect(works.stdout).toMatch(/< 200\n[\s\S]*; it was deleted again\nIt works\.\n$/)
  expect(works.stdout).not.toContain(key)
  host.fail = { status: 200, body: { data: { link: 'x' }, colour: '\u001b[31m' } }
  const fails = await place.type(['remote', 'test', 'Second'])
  expect(fails.code).toBe(1)
  expect(fails.stdout).toContain('To mend: urlPath: leads nowhere: "data" has no "url". It has: link')
  expect(fails.stdout).not.toContain('\u001b')
})

test('a preset asks for what it needs; a key comes by standard input', async () => {
  await using host = await openMirror()
  const { place } = await openScene(host)
  await using _place = place
  const preset = ['remote', 'add', 'Old', '--preset', 'chevereto']
  expect(await place.type(preset)).toMatchObject({
    code: 1,
    stderr: 'address: is missing; Chevereto needs it\n',
  })
  const made = await place.type([...preset, '--url', 't.example', '--key-stdin'], `${key}\n`)
  expect(made).toMatchObject({ code: 0, stdout: 'Kept the remote Old (t.example) of ann.\n' })
  expect(await place.type(['remote', 'add', 'Third'])).toMatchObject({ code: 2 })
  await place.type(userAdd('ben'), 'a password\n')
  expect(await place.type(['remote', 'list'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--user USER is missing'),
  })
})

test('import brings everything over, tells what failed, and can be repeated', async () => {
  await using host = await openMirror()
  for (const number of [1, 2, 3]) host.files.set(`${number}.png`, distinctPng(number, 'elsewhere'))
  host.files.set('4.png', Buffer.from('no picture'))
  const { place, file } = await openScene(host)
  await using _place = place
  await add(place, file)
  const first = await place.run(['remote', 'import', 'Second'])
  expect(first).toMatchObject({
    code: 1,
    stdout: 'Brought over 3 files; 0 were here already, 1 failed.\n',
    stderr: expect.stringContaining(`${host.url}/f/4.png: `),
  })
  host.files.delete('4.png')
  expect(await place.run(['remote', 'import', 'Second'])).toMatchObject({
    code: 0,
    stdout: 'Brought over 0 files; 3 were here already, 0 failed.\n',
  })
})
