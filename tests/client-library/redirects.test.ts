import { createClient } from '@tintype/client'
import { expect, test } from 'vitest'
import { openHost } from './host.ts'
import { largePicture } from './large.ts'

test.each([301, 302, 303, 307, 308])('a %i leads no file and no key to another address', async (status) => {
  const heard: string[] = []
  await using other = await openHost(({ headers, method }, response, bytes) => {
    heard.push(`${method} ${bytes} ${headers.authorization}`)
    response.end('{"id":"x"}')
  })
  await using host = await openHost(({ url }, response) => {
    response.writeHead(status, { location: `${other.url}${url}` }).end()
  })
  const client = createClient({ url: host.url, key: 'secret' })
  const bytes = largePicture(300_000)
  const refused = {
    ...{ code: 'not-tintype', field: 'url', status },
    message: `url: ${host.url} leads on to ${other.url}: give the address that answers itself`,
  }
  for (const onProgress of [undefined, () => {}]) {
    await expect(client.upload(bytes, { onProgress })).rejects.toMatchObject(refused)
    await expect(client.relay('r', new Blob([bytes.subarray()]), { onProgress })).rejects.toMatchObject(
      refused,
    )
  }
  await expect(client.upload(bytes, { resumable: true })).rejects.toMatchObject(refused)
  expect(heard).toEqual([])
})

test('what a relayed upload is answered by others than a Tintype is told as it is', async () => {
  let answer = { status: 413, text: '{"message":"Request Entity Too Large"}' }
  await using host = await openHost((_request, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text)
  })
  const client = createClient({ url: host.url, key: 'x' })
  const told: number[] = []
  const send = () =>
    client.relay('r', new Blob([largePicture(500_000).subarray()]), {
      onProgress: ({ sent }) => void told.push(sent),
    })
  await expect(send()).rejects.toMatchObject({ code: 'too-large', status: 413 })
  expect(told.filter((sent) => sent > 0 && sent < 500_000).length).toBeGreaterThan(1)
  answer = { status: 200, text: 'fine' }
  await expect(send()).rejects.toMatchObject({ code: 'not-tintype' })
  answer = { status: 201, text: '{"url":"http://a/b.png","repeated":false}' }
  expect(await send()).toEqual({ url: 'http://a/b.png', repeated: false })
})
