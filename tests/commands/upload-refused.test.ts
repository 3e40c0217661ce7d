import { expect, test } from 'vitest'
import { openHost } from '../client-library/host.ts'
import { fixture } from '../fixture.ts'
import { linesOf, openDesk } from './uploading.ts'

const desk = fixture(openDesk)

const names = ['1.png', '2.png', '3.png']

/** A host that refuses the first file so, and what becomes of three that are sent one after the other. */
async function sendTo(refuse: { status: number; message: string }) {
  let asked = 0
  await using host = await openHost((_request, response) => {
    const first = asked++ === 0
    response.writeHead(first ? refuse.status : 200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(first ? { message: refuse.message } : { url: `https://h.example/${asked}.png` }),
    )
  })
  const description = { url: host.url, fileField: 'file', headers: { Authorization: 'k' }, urlPath: 'url' }
  const name = `refusing-${refuse.status}`
  await desk.files(...names, [`${name}.json`, JSON.stringify(description)])
  await desk.tintype(['profile', 'add', name, '--description', `${name}.json`])
  const ended = await desk.tintype(['upload', ...names, '--to', name, '--parallel', '1', '--format', 'json'])
  return { ...ended, asked, lines: linesOf(ended.stdout).map((line) => JSON.parse(line)) }
}

test('a key that is not taken ends all', async () => {
  const ended = await sendTo({ status: 401, message: 'Invalid token' })
  expect(ended).toMatchObject({ code: 3, asked: 1, stderr: expect.stringContaining('2 others not tried') })
})

test('a file that is forbidden hinders no other', async () => {
  const ended = await sendTo({ status: 403, message: 'This token may not upload this picture' })
  expect(ended).toMatchObject({ code: 1, asked: 3 })
  expect(ended.lines.filter(({ url }) => url)).toHaveLength(2)
})
