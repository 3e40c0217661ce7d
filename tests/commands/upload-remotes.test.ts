import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { bytesAt, linesOf, openDesk } from './uploading.ts'

const desk = fixture(openDesk)

/** What is uploaded lies there with its own bytes. */
async function expectUploaded(line: string, name: string): Promise<void> {
  expect(await bytesAt(line)).toEqual(await readFile(join(desk.folder, name)))
}

test.each(['tintype', 'chevereto'])('the preset %s, with its address and key', async (preset) => {
  const names = [`${preset}-1.png`, `${preset}-2.png`]
  await desk.files(...names)
  const to = ['--to', preset, '--url', desk.stage.url, '--key', desk.person.key]
  const ended = await desk.tintype(['upload', ...names, ...to])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const lines = linesOf(ended.stdout)
  expect(lines).toHaveLength(2)
  for (const [index, name] of names.entries()) await expectUploaded(lines[index] ?? '', name)
})

test('a profile made of a description, in any format; addresses are fetched first', async () => {
  const description = {
    url: `${desk.stage.url}/api/v2/upload`,
    fileField: 'smfile',
    headers: { Authorization: desk.person.key },
    urlPath: 'data.url',
    repeatPath: 'images',
  }
  await writeFile(join(desk.folder, 'host.json'), JSON.stringify(description))
  const added = await desk.tintype(['profile', 'add', 'mine', '--description', 'host.json'])
  expect(added).toMatchObject({ code: 0, stdout: 'Kept the profile mine: upload --to mine.\n' })
  await desk.files('described.png')
  const ended = await desk.tintype(['upload', 'described.png', '--to', 'mine', '--format', 'markdown'])
  const [, url = ''] = /^!\[described\.png\]\((\S+)\)\n$/.exec(ended.stdout) ?? []
  await expectUploaded(url, 'described.png')
  // The host has these bytes and says where.
  const fetched = await desk.tintype(['upload', url, '--to', 'mine'])
  expect(fetched).toMatchObject({ code: 0, stdout: `${url}\n` })
})

test('a profile of another Tintype is one, with all that only a Tintype understands', async () => {
  const { url } = desk.stage
  await desk.tintype(['profile', 'add', 'second', '--url', url, '--key', desk.person.key])
  await desk.files('second.png')
  const ended = await desk.tintype([
    'upload',
    'second.png',
    '--to',
    'second',
    '--title',
    'Two',
    '--template',
    '{title}',
  ])
  expect(ended).toMatchObject({ code: 0, stdout: 'Two\n' })
})

test('a remote of the account: its server sends on, and keeps neither the file nor tells its key', async () => {
  const { host } = new URL(desk.stage.url)
  await using home = await openStage({ environment: { URL_ALLOW: host } })
  const { key } = await home.person()
  const made = await fetch(`${home.url}/api/remotes`, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ name: 'Elsewhere', preset: 'chevereto', mirror: 'none' },
      values: { address: desk.stage.url, key: desk.person.key },
    }),
  })
  expect(made.status).toBe(201)
  await desk.files('relayed.png', ['no-picture.png', 'words'])
  const environment = { TINTYPE_URL: home.url, TINTYPE_KEY: key }
  const ended = await desk.tintype(['upload', 'relayed.png', '--to', 'elsewhere'], { environment })
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(desk.stage.url) })
  await expectUploaded(ended.stdout.trim(), 'relayed.png')
  const refused = await desk.tintype(['upload', 'no-picture.png', '--to', 'elsewhere'], { environment })
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^no-picture\.png: /) })
  const kept = await fetch(`${home.url}/api/media?scope=mine`, { headers: { authorization: key } })
  expect(await kept.json()).toMatchObject({ items: [], total: 0 })
  expect(await home.leftBehind()).toEqual([])
})

describe('what goes wrong names what to mend', () => {
  test('the key', async () => {
    await desk.files('k.png')
    const to = ['--to', 'chevereto', '--url', desk.stage.url, '--key', 'wrong']
    const ended = await desk.tintype(['upload', 'k.png', ...to])
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^k\.png: key: /) })
  })

  test('a web page that answers, and a path that leads nowhere', async () => {
    await using host = await openHost('<html><title>Welcome</title></html>')
    await using other = await openHost('{"data":{"link":"x"}}')
    await desk.files('w.png')
    for (const [name, url] of [
      ['page', host.url],
      ['path', other.url],
    ] as const) {
      const description = { url, fileField: 'file', urlPath: 'data.url' }
      await writeFile(join(desk.folder, `${name}.json`), JSON.stringify(description))
      await desk.tintype(['profile', 'add', name, '--description', `${name}.json`])
    }
    const page = await desk.tintype(['upload', 'w.png', '--to', 'page'])
    expect(page).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('w.png: url: a web page'),
    })
    const path = await desk.tintype(['upload', 'w.png', '--to', 'path'])
    expect(path).toMatchObject({ code: 1, stderr: expect.stringContaining('w.png: urlPath: ') })
  })
})

/** A host that answers every request with the same text. */
async function openHost(text: string): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
