import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { samplePhoto } from '../pictures.ts'
import { type } from '../typed.ts'
import { bytesAt, linesOf, openDesk } from './uploading.ts'

const desk = fixture(openDesk)

test('files are printed as one address a line, in the order in which they were named, and nothing else', async () => {
  const names = ['c.png', 'a.png', 'd.png', 'b.png', 'e.png']
  await desk.files(...names)
  const ended = await desk.tintype(['upload', '--parallel', '4', ...names])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const lines = linesOf(ended.stdout)
  expect(lines).toHaveLength(names.length)
  for (const [index, name] of names.entries()) {
    expect(await bytesAt(lines[index] ?? '')).toEqual(await readFile(join(desk.folder, name)))
  }
})

test('the same bytes again are where they are already', async () => {
  await desk.files('twice.png')
  const first = await desk.tintype(['upload', 'twice.png'])
  const again = await desk.tintype(['upload', 'twice.png'])
  expect(again).toEqual(first)
})

test('of a folder the pictures in it go up, at any depth, as people count; hidden ones do not', async () => {
  await desk.files('trip/10.png', 'trip/2.png', 'trip/day/a.PNG', ['trip/notes.txt', 'x'], 'trip/.hidden.png')
  const ended = await desk.tintype(['upload', 'trip', '--template', '{name}'])
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: '2.png\n10.png\na.PNG\n' })
})

test('patterns that the shell left alone are followed', async () => {
  await desk.files('many/1.png', 'many/2.png', 'many/deep/3.png')
  const flat = await desk.tintype(['upload', 'many/?.png', '--template', '{name}'])
  expect(flat).toMatchObject({ code: 0, stdout: '1.png\n2.png\n' })
  const deep = await desk.tintype(['upload', 'many/**/*.png', '--template', '{source}'])
  expect(linesOf(deep.stdout).toSorted()).toEqual(['many/1.png', 'many/2.png', 'many/deep/3.png'])
})

test('a file whose name looks like a pattern is that file', async () => {
  await desk.files('[a] *.png')
  expect(await desk.tintype(['upload', '[a] *.png', '--template', '{name}'])).toMatchObject({
    code: 0,
    stdout: '[a] *.png\n',
  })
})

test('standard input is a file too, known by its bytes', async () => {
  await desk.files('piped.png')
  const input = await readFile(join(desk.folder, 'piped.png'))
  const ended = await desk.tintype(['upload', '-', '--template', '{name} {url}'], { input })
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const [name, url = ''] = ended.stdout.trim().split(' ')
  expect(name).toBe('stdin.png')
  expect(await bytesAt(url)).toEqual(input)
  const named = await desk.tintype(['upload', '-', '--name', 'shot.png', '--template', '{name}'], { input })
  expect(named.code).toBe(0)
})

test('empty input, and files that are not there, are failures of their own', async () => {
  const empty = await desk.tintype(['upload', '-'], { input: '' })
  expect(empty).toMatchObject({ code: 1, stdout: '', stderr: 'standard input: is empty\n' })
  await desk.files('there.png', ['words.png', 'no picture'])
  const some = await desk.tintype(['upload', 'gone.png', 'words.png', 'there.png', 'none*.png'])
  expect(some.code).toBe(1)
  expect(linesOf(some.stdout)).toHaveLength(1)
  expect(some.stderr).toMatch(/^gone\.png: is not there$/m)
  expect(some.stderr).toMatch(/^words\.png: .+$/m)
  expect(some.stderr).toMatch(/^none\*\.png: is there under no such name$/m)
})

test('an address that the server may not reach is fetched by us', async () => {
  await desk.files('source.png')
  const [source = ''] = linesOf((await desk.tintype(['upload', 'source.png'])).stdout)
  const other = await openDesk()
  await using _ = other
  const ended = await other.tintype(['upload', source])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(await bytesAt(ended.stdout.trim())).toEqual(await readFile(join(desk.folder, 'source.png')))
})

describe('what is printed', () => {
  test.each([
    ['markdown', /^!\[my \\\*cat\\\*\]\(http:\S+\.png\)\n$/],
    ['html', /^<img src="http:\S+\.png" alt="my \*cat\*" width="\d+" height="\d+">\n$/],
    ['bbcode', /^\[img\]http:\S+\.png\[\/img\]\n$/],
    ['url', /^http:\S+\.png\n$/],
  ])('%s', async (format, expected) => {
    await desk.files('cat.png')
    const ended = await desk.tintype(['upload', 'cat.png', '--title', 'my *cat*', '--format', format])
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(expected) })
  })

  test('json has a line for each, failures too', async () => {
    await desk.files('j.png')
    const ended = await desk.tintype(['upload', 'j.png', 'gone.png', '--format', 'json'])
    const [done, failed] = linesOf(ended.stdout).map((line) => JSON.parse(line))
    expect(done).toMatchObject({ source: 'j.png', name: 'j.png', type: 'image', repeated: false })
    for (const field of ['url', 'page', 'deleteUrl', 'thumb']) expect(done[field]).toMatch(/^http/)
    expect(failed).toEqual({ source: 'gone.png', error: { code: 'local', message: 'is not there' } })
    expect(ended.code).toBe(1)
  })

  test('the page leads to the page', async () => {
    await desk.files('p.png')
    const { stdout } = await desk.tintype(['upload', 'p.png', '--link', 'page'])
    const page = await fetch(stdout.trim(), { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
  })
})

test('what is wished comes true', async () => {
  const photo = await samplePhoto({ width: 900, height: 600 })
  await writeFile(join(desk.folder, 'photo.jpg'), photo)
  const headers = { authorization: desk.person.key, 'content-type': 'application/json' }
  const made = await fetch(`${desk.stage.url}/api/albums`, {
    ...{ method: 'POST', headers },
    body: JSON.stringify({ name: 'Summer', visibility: 'private' }),
  })
  expect(made.ok).toBe(true)
  const wishes = ['--title', 'Sea', '--description', 'far', '--tags', 'sea,blue', '--expires', '7d']
  const more = ['--visibility', 'private', '--nsfw', '--width', '300', '--album', 'summer']
  const ended = await desk.tintype(['upload', 'photo.jpg', ...wishes, ...more, '--template', '{id}'])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const media = await fetch(`${desk.stage.url}/api/media/${ended.stdout.trim()}`, { headers })
  const told = (await media.json()) as { tags: string[]; createdAt: number; expiresAt: number }
  expect(told).toMatchObject({
    ...{ title: 'Sea', description: 'far', visibility: 'private', nsfw: true, width: 300 },
    album: { name: 'Summer' },
  })
  expect(told.tags.toSorted()).toEqual(['blue', 'sea'])
  expect(told.expiresAt - told.createdAt).toBe(7 * 24 * 3_600_000)
})

describe('exit codes', () => {
  test('3: the key is not taken', async () => {
    await desk.files('k1.png', 'k2.png', 'k3.png')
    const environment = { TINTYPE_KEY: `tint${'x'.repeat(28)}` }
    const ended = await desk.tintype(['upload', 'k1.png', 'k2.png', 'k3.png', '--parallel', '1'], {
      environment,
    })
    const stderr = `${desk.stage.url} does not know this key\n`
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr })
  })

  test('1: nobody answers where the file is, which is not the host that it goes to', async () => {
    const ended = await desk.tintype(['upload', 'http://127.0.0.1:9/x.png', '--format', 'json'])
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'url-unreachable' } })
  })

  test('4: nobody answers there', async () => {
    await desk.files('n.png')
    const environment = { TINTYPE_URL: 'http://127.0.0.1:9' }
    const ended = await desk.tintype(['upload', 'n.png', '--quiet'], { environment })
    expect(ended).toMatchObject({ code: 4, stdout: '' })
  })

  test.each([
    [['upload', 'a.png', '--to', 'moon'], 'neither a profile of this name'],
    [['upload', 'a.png', '--to', 'imgbb'], 'key: is missing'],
    [['upload', 'a.png', '--album', 'Nowhere'], 'You have no album Nowhere'],
  ])('2, once the host was asked: %j', async (args, message) => {
    const ended = await desk.tintype(args)
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })

  test.each([
    [['upload'], 'FILES or --clipboard is missing'],
    [['upload', 'a.png', '--format', 'xml'], '--format is one of url, markdown'],
    [['upload', 'a.png', '--template', '{nothing}'], '--template knows no {nothing}'],
    [['upload', 'a.png', '--parallel', '0'], '--parallel is a number'],
    [['upload', 'a.png', '--expires', 'soon'], '--expires is like'],
    [['upload', 'a.png', '--expires', '2001-01-01'], 'lies in the past'],
    [['upload', 'a.png', '--to', 'imgbb', '--key', 'x', '--album', 'b'], '--album: only a Tintype'],
    [['upload', 'a.png', '--profile', 'nobody'], 'There is no profile nobody'],
    [['upload', 'a.png', '--url', 'ftp://x'], '--url is an http'],
  ])('2: %j', async (args, message) => {
    const ended = await type(args, { environment: desk.environment })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(message)
  })
})
