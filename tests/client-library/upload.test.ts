import { createClient, type Progress, TintypeError } from '@tintype/client'
import { describe, expect, test } from 'vitest'
import { openStage } from '../stage.ts'
import { newPicture } from '../wire/smms-client.ts'

test('uploads what is given with what is told of it, and finds it again by typed calls', async () => {
  await using stage = await openStage()
  const { key, name } = await stage.person()
  const client = createClient({ url: `${stage.url}/`, key })
  const album = await client.post('/api/albums', { body: { name: 'Gates' } })
  const bytes = await newPicture()
  const told: Progress[] = []
  const { media, repeated } = await client.upload(bytes, {
    ...{ name: 'gate.png', title: 'A gate', description: 'of wood', tags: ['gate', 'wood'], album: album.id },
    ...{ visibility: 'link', expires: 3_600_000, nsfw: true, onProgress: (progress) => told.push(progress) },
  })
  expect(repeated).toBe(false)
  expect(media).toMatchObject({ filename: 'gate.png', title: 'A gate', album: { name: 'Gates' }, nsfw: true })
  expect(told.at(-1)).toEqual({ sent: bytes.length, total: bytes.length })
  const found = await client.get('/api/media/{id}', { params: { path: { id: media.id } } })
  expect(found).toMatchObject({ description: 'of wood', tags: ['gate', 'wood'], owner: { name } })
  expect(
    Buffer.from(await (await fetch(found.file.url.replace(/^https?:\/\/[^/]+/, stage.url))).arrayBuffer()),
  ).toHaveLength(media.file.size)
  const list = await client.get('/api/media', { params: { query: { scope: 'mine' } } })
  expect(list.items.map(({ id }) => id)).toEqual([media.id])
})
