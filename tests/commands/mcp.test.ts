import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openHost } from '../client-library/host.ts'
import { distinctJpeg, distinctPng } from '../distinct.ts'
import { bareEnvironment, program, run, start, temporaryFolder } from '../process.ts'
import { openStage, type Person, type Stage } from '../stage.ts'

type Said = Record<string, unknown> & { id: string; title: string; url: string; page: string; error?: string }
type Shown = { mime: string; bytes: Buffer; about: Said }
type Assistant = AsyncDisposable & {
  client: Client
  /** What a tool answers; `error` in it when it is told as one. */
  call(name: string, given: object): Promise<Said>
  look(given: object): Promise<Shown>
}

type Options = { args?: string[]; environment?: Record<string, string>; mode?: 'legacy' | 'auto' }

/** An assistant that has started the program. */
async function openAssistant(environment: Record<string, string>, options: Options = {}): Promise<Assistant> {
  const { args = [], mode = 'legacy' } = options
  const [command, main] = program
  const client = new Client({ name: 'tests', version: '1' }, { versionNegotiation: { mode } })
  const env = { ...bareEnvironment(), ...environment }
  await client.connect(
    new StdioClientTransport({ command, args: [main, 'mcp', ...args], env, stderr: 'ignore' }),
  )
  const callTool = async (name: string, given: object) => {
    const { content, isError } = await client.callTool({ name, arguments: { ...given } })
    const text = content.find((each) => each.type === 'text')
    const said = JSON.parse(text?.type === 'text' ? text.text : '{}') as Said
    expect(isError === true, JSON.stringify(said)).toBe(said.error !== undefined)
    return { content, said }
  }
  return {
    client,
    call: async (name, given) => (await callTool(name, given)).said,
    async look(given) {
      const { content, said } = await callTool('show_picture', given)
      const image = content.find((each) => each.type === 'image')
      if (image?.type !== 'image') throw new Error(JSON.stringify(said))
      return { mime: image.mimeType, bytes: Buffer.from(image.data, 'base64'), about: said }
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

const accessOf = (stage: Stage, { key }: Person) => ({ TINTYPE_URL: stage.url, TINTYPE_KEY: key })

test.each(['legacy', 'auto'] as const)('tells what it offers, to assistants of %s years', async (mode) => {
  await using stage = await openStage()
  const access = accessOf(stage, await stage.person())
  await using assistant = await openAssistant(access, { mode })
  const version = assistant.client.getNegotiatedProtocolVersion() ?? ''
  expect(version > '2026').toBe(mode === 'auto')
  const { tools } = await assistant.client.listTools()
  const names = tools.map(({ name }) => name)
  expect(names).toEqual([
    ...['upload_picture', 'find_pictures', 'read_picture', 'edit_picture', 'show_picture'],
    ...['list_albums', 'make_album'],
  ])
  for (const { description = '', inputSchema, annotations } of tools) {
    expect(description.length).toBeGreaterThan(80)
    expect(inputSchema.type).toBe('object')
    expect(annotations?.destructiveHint ?? false).toBe(false)
  }
  expect(assistant.client.getInstructions()).toContain(stage.url)
  await using other = await openAssistant(access, { mode, args: ['--allow-delete'] })
  const more = (await other.client.listTools()).tools
  expect(more.find(({ name }) => name === 'delete_picture')?.annotations?.destructiveHint).toBe(true)
  expect(
    await assistant.client.callTool({ name: 'delete_picture', arguments: { picture: 'x' } }).then(
      ({ isError }) => isError,
      () => true,
    ),
  ).toBe(true)
})

test('uploads files, addresses and bytes', async () => {
  await using folder = await temporaryFolder()
  const [file, far, near] = [distinctPng(1), distinctPng(2), distinctPng(3)]
  await writeFile(join(folder.path, 'gate.png'), file)
  const server = createServer((_request, response) => void response.end(far))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await using stage = await openStage({ environment: { URL_ALLOW: `127.0.0.1:${port}` } })
  const person = await stage.person()
  await using assistant = await openAssistant({ ...accessOf(stage, person), HOME: folder.path })
  const upload = (given: object) => assistant.call('upload_picture', given)
  const album = await assistant.call('make_album', { name: 'Gates' })
  const first = await upload({
    ...{
      path: '~/gate.png',
      title: 'A gate [old]',
      description: 'Of *wood*',
      tags: ['gate'],
      album: album.id,
    },
    ...{ visibility: 'link', expires_in_hours: 2 },
  })
  expect(first).toMatchObject({
    ...{ title: 'A gate [old]', filename: 'gate.png', description: 'Of *wood*', tags: ['gate'] },
    ...{ album: { name: 'Gates' }, visibility: 'link', markdown: `![A gate \\[old\\]](${first.url})` },
  })
  expect((await fetch(first.url)).status).toBe(200)
  expect((await fetch(first.page)).status).toBe(200)
  expect(Date.parse(String(first.expires)) - Date.parse(String(first.uploaded))).toBe(7_200_000)
  expect(await upload({ path: join(folder.path, 'gate.png') })).toMatchObject({
    id: first.id,
    repeated: true,
  })
  await writeFile(join(folder.path, 'a gate (2).png'), distinctPng(4))
  const address = pathToFileURL(join(folder.path, 'a gate (2).png')).href
  expect(await upload({ path: address })).toMatchObject({ filename: 'a gate (2).png' })
  expect(await upload({ url: `http://127.0.0.1:${port}/far.png` })).toMatchObject({ filename: 'far.png' })
  const base64 = `data:image/png;base64,${near.toString('base64')}`
  expect(await upload({ base64, filename: 'near.png' })).toMatchObject({ filename: 'near.png' })
  for (const [given, words] of [
    [{}, 'exactly one'],
    [{ path: 'a', base64: 'a' }, 'exactly one'],
    [{ path: '~/none.png' }, 'there is no file'],
    [{ path: 'file://another/a.png' }, 'no file on this machine'],
    [{ base64: '???' }, 'no base64'],
    [{ base64: Buffer.from('text').toString('base64') }, ''],
    [{ path: '~/gate.png', title: 'x'.repeat(200) }, ''],
  ] as const) {
    const said = await upload(given).catch((error: Error) => ({ error: error.message }))
    expect(said.error).toContain(words)
  }
  server.close()
})

test('finds, reads, describes, files and shows', async () => {
  await using stage = await openStage()
  const person = await stage.person()
  await using assistant = await openAssistant(accessOf(stage, person), { args: ['--allow-delete'] })
  const ids: string[] = []
  for (const number of [1, 2, 3]) {
    const base64 = (await distinctJpeg(number)).toString('base64')
    ids.push((await assistant.call('upload_picture', { base64, filename: `${number}.jpg` })).id)
  }
  const [first = '', second = '', third = ''] = ids
  const found = async (given: object) => {
    const { pictures, total, next } = (await assistant.call('find_pictures', given)) as unknown as {
      pictures: Said[]
      total: number
      next?: string
    }
    return { ids: pictures.map(({ id }) => id), total, next }
  }
  const page = await found({ limit: 2 })
  expect([page.ids, page.total]).toEqual([[third, second], 3])
  expect((await found({ limit: 2, after: page.next })).ids).toEqual([first])
  const edited = await assistant.call('edit_picture', {
    ...{ picture: first, title: 'A heron', description: 'It waits.', tags: ['bird'], visibility: 'private' },
  })
  expect(edited).toMatchObject({ title: 'A heron', tags: ['bird'], before: { description: null, tags: [] } })
  expect((await found({ text: 'heron' })).ids).toEqual([first])
  expect((await found({ tag: 'bird', visibility: 'private' })).ids).toEqual([first])
  expect((await found({ whose: 'public', text: 'heron' })).ids).toEqual([])
  const album = await assistant.call('make_album', { name: 'Birds', pictures: [first, second] })
  expect(album).toMatchObject({ name: 'Birds', pictures: 2 })
  expect(await assistant.call('list_albums', { name: 'bird' })).toMatchObject({ albums: [{ id: album.id }] })
  expect((await found({ album: album.page })).total).toBe(2)
  expect((await found({ without_album: true })).ids).toEqual([third])
  await assistant.call('edit_picture', { picture: second, album: null, add_tags: ['b'], description: '' })
  const read = await assistant.call('read_picture', { picture: edited.page })
  expect(read).toMatchObject({ id: first, owner: person.name, views: 0, album: { name: 'Birds' } })
  for (const [size, width] of [
    ['small', 320],
    ['medium', 500],
  ] as const) {
    const { mime, bytes, about } = await assistant.look({ picture: first, size })
    expect([mime, (await sharp(bytes).metadata()).width, about.title]).toEqual([
      'image/jpeg',
      width,
      'A heron',
    ])
  }
  expect(await assistant.call('delete_picture', { picture: first })).toEqual({ trashed: [first] })
  expect(await assistant.call('read_picture', { picture: first })).toMatchObject({
    ...{ code: 'not-found', hint: expect.stringContaining('find_pictures') },
  })
})

describe('keeps within bounds', () => {
  test('what is no id is asked for nowhere', async () => {
    const asked: string[] = []
    await using host = await openHost(({ method, url }, response) => {
      asked.push(`${method} ${url}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    const access = { TINTYPE_URL: host.url, TINTYPE_KEY: 'x' }
    await using assistant = await openAssistant(access, { args: ['--allow-delete'] })
    for (const picture of ['..', '.', '%2e%2e', 'a%2Fb', '/', '%', `${host.url}/..`, 'a b']) {
      for (const name of ['delete_picture', 'edit_picture', 'read_picture']) {
        const said = await assistant.call(name, { picture })
        expect(said.error).toContain('neither an id nor the address of a page')
      }
    }
    expect(asked).toEqual([])
  })

  test('guests, whose pictures no trash keeps, are not offered to delete', async () => {
    const access = { TINTYPE_URL: 'http://127.0.0.1:9' }
    await using assistant = await openAssistant(access, { args: ['--allow-delete'] })
    const { tools } = await assistant.client.listTools()
    expect(tools.map(({ name }) => name)).not.toContain('delete_picture')
  })

  test('files come from the folders that are named, whatever links say', async () => {
    await using folder = await temporaryFolder()
    const [inside, outside] = [join(folder.path, 'inside'), join(folder.path, 'inside-not')]
    for (const each of [inside, outside]) {
      await mkdir(each)
      await writeFile(join(each, 'a.png'), distinctPng(1, each))
    }
    await symlink(outside, join(inside, 'way'))
    await using stage = await openStage()
    const access = accessOf(stage, await stage.person())
    await using assistant = await openAssistant(access, { args: ['--folder', inside] })
    const upload = (path: string) => assistant.call('upload_picture', { path })
    expect(await upload(join(inside, 'a.png'))).toMatchObject({ filename: 'a.png' })
    const paths = [
      join(outside, 'a.png'),
      join(inside, '../inside-not/a.png'),
      join(inside, 'way/a.png'),
      inside,
    ]
    for (const path of paths) expect((await upload(path)).error).toContain('only')
  })

  test('a key that is wrong, none, and a server that is away are told as what they are', async () => {
    await using stage = await openStage()
    const wrong = { TINTYPE_URL: stage.url, TINTYPE_KEY: `tint${'x'.repeat(28)}` }
    await using stranger = await openAssistant(wrong)
    expect(await stranger.call('list_albums', {})).toMatchObject({
      code: 'key-invalid',
      hint: expect.any(String),
    })
    await using guest = await openAssistant({ TINTYPE_URL: stage.url })
    expect(await guest.call('list_albums', {})).toMatchObject({
      code: 'key-missing',
      hint: expect.any(String),
    })
    await using away = await openAssistant({ TINTYPE_URL: 'http://127.0.0.1:9', TINTYPE_KEY: 'x' })
    expect(await away.call('find_pictures', {})).toMatchObject({ code: 'network' })
  })

  test('what cannot be started says why, and it ends with its input', async () => {
    const none = await run(['mcp'], { environment: { XDG_CONFIG_HOME: '/nowhere' } })
    expect([none.code, none.stdout]).toEqual([2, ''])
    const environment = { TINTYPE_URL: 'http://127.0.0.1:9', TINTYPE_KEY: 'x' }
    const folder = await run(['mcp', '--folder', '/nowhere'], { environment, input: '' })
    expect([folder.code, folder.stderr]).toEqual([2, expect.stringContaining('no folder /nowhere')])
    await using quiet = start(['mcp'], { environment, input: '' })
    expect(await quiet.ended).toMatchObject({ code: 0, stdout: '' })
  })
})

test('the guide names every tool, and its settings are settings', async () => {
  const guide = await readFile(join(import.meta.dirname, '../../docs/guide/mcp.md'), 'utf8')
  await using stage = await openStage()
  const access = accessOf(stage, await stage.person())
  await using assistant = await openAssistant(access, { args: ['--allow-delete'] })
  const { tools } = await assistant.client.listTools()
  const [, table = ''] = guide.split('## What an assistant can do')
  const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+_\w+/g) ?? [])
  expect(named.sort()).toEqual(tools.map(({ name }) => name).sort())
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? []
  const { tintype } = JSON.parse(json).mcpServers
  expect([tintype.command, tintype.args, Object.keys(tintype.env)]).toEqual([
    ...['tintype', ['mcp'], Object.keys(access)],
  ])
})
