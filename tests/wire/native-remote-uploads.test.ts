import { beforeAll, describe, expect, test } from 'vitest'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { databases, openStage } from '../stage.ts'

describe.each(databases)('files through us to a remote, on %s', (database) => {
  const stage = fixture(() => openStage({ database }))
  const person = fixture(() => stage.person())
  let id: string
  beforeAll(async () => {
    const made = await fetch(`${stage.url}/api/remotes`, {
      method: 'POST',
      headers: { authorization: person.key, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ name: 'Inside', mirror: 'none' },
        description: { url: 'http://127.0.0.1:9/upload', fileField: 'file', urlPath: 'url' },
      }),
    })
    id = ((await made.json()) as { id: string }).id
  })

  async function send(key: string | undefined, bytes: Buffer | undefined, to = id) {
    const body = new FormData()
    if (bytes) body.append('file', new Blob([new Uint8Array(bytes)]), 'a.png')
    else body.append('filename', 'a.png')
    const headers: Record<string, string> = key === undefined ? {} : { authorization: key }
    const answer = await fetch(`${stage.url}/api/remotes/${to}/files`, { method: 'POST', headers, body })
    return (await answer.json()) as { error?: { code: string; message: string; field?: string } }
  }

  test('nobody sends through the remote of somebody else, or as a guest', async () => {
    const other = await stage.person()
    expect(await send(undefined, distinctPng(1))).toMatchObject({ error: { code: 'key-missing' } })
    expect(await send(other.key, distinctPng(1))).toMatchObject({ error: { code: 'not-found' } })
    expect(await send(person.key, distinctPng(1), 'no-such')).toMatchObject({ error: { code: 'not-found' } })
  })

  test('what is no picture or film does not go, nor does nothing', async () => {
    expect(await send(person.key, Buffer.from('GET / HTTP/1.1'))).toMatchObject({
      error: { code: 'unsupported' },
    })
    expect(await send(person.key, undefined)).toMatchObject({ error: { code: 'no-source' } })
  })

  test('it leads into no private network, and leaves nothing behind', async () => {
    expect(await send(person.key, distinctPng(2))).toMatchObject({
      error: { code: 'bad-input', field: 'url', message: expect.stringContaining('private network') },
    })
    expect(await stage.leftBehind()).toEqual([])
  })
})
