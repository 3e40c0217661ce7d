import { beforeAll, describe, expect, test } from 'vitest'
import { actorOf } from '../../src/core/keys.ts'
import type { Media, Wishes } from '../../src/core/words.ts'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'
import { type Asker, call } from './native-client.ts'

describe.each(databases)('lists of media on %s', (database) => {
  const stage = fixture(() => openStage({ database }))
  const owner = fixture(() => stage.person())
  const actor = fixture(() => actorOf(stage.app, owner.key, { address: '203.0.113.7', sure: true }))
  let media: Media[]
  const place = (wishes: Wishes, size = 100, by = actor) =>
    placeMedia(stage.app, { bytes: noise(size), thumb: noise(50), wishes, actor: by })
  const list = (query: string, options: Asker = {}) =>
    call<MediaList>(stage, `GET /api/media${query}`, options)
  const titles = async (query: string, options: Asker = { key: owner.key }) =>
    (await list(query, options)).body.items.map(({ title }) => title)
  beforeAll(async () => {
    media = []
    const sizes = [300, 100, 500, 200, 400]
    for (const [index, title] of ['beta', 'Alpha', 'gamma', 'Ärger', '日本の夕日'].entries()) {
      media.push(await place({ title, visibility: index % 2 ? 'link' : 'public' }, sizes[index]))
    }
  })

  test.each([
    ['newest', ['日本の夕日', 'Ärger', 'gamma', 'Alpha', 'beta']],
    ['oldest', ['beta', 'Alpha', 'gamma', 'Ärger', '日本の夕日']],
    ['largest', ['gamma', '日本の夕日', 'beta', 'Ärger', 'Alpha']],
    ['smallest', ['Alpha', 'Ärger', 'beta', '日本の夕日', 'gamma']],
    ['title', ['Alpha', 'beta', 'gamma', 'Ärger', '日本の夕日']],
    ['views', ['日本の夕日', 'Ärger', 'gamma', 'Alpha', 'beta']],
    ['manual', ['日本の夕日', 'Ärger', 'gamma', 'Alpha', 'beta']],
  ])('by %s, page for page, there and back', async (sort, wanted) => {
    const base = `?scope=mine&sort=${sort}&limit=2`
    const seen: string[][] = []
    let page = await list(base, { key: owner.key })
    expect(page.body.previous).toBeUndefined()
    for (;;) {
      seen.push(page.body.items.map(({ title }) => title))
      expect(page.body.total).toBe(5)
      const { next } = page.body
      if (next === undefined) break
      page = await list(`${base}&after=${encodeURIComponent(next)}`, { key: owner.key })
    }
    expect(seen).toEqual([wanted.slice(0, 2), wanted.slice(2, 4), wanted.slice(4)])
    const back: string[][] = []
    for (let { previous } = page.body; previous !== undefined; { previous } = page.body) {
      page = await list(`${base}&before=${encodeURIComponent(previous)}`, { key: owner.key })
      back.unshift(page.body.items.map(({ title }) => title))
      expect(page.body.next).toBeDefined()
    }
    expect(back).toEqual([wanted.slice(0, 2), wanted.slice(2, 4)])
  })

  test('everybody sees what is public, nobody else what is not', async () => {
    expect(await titles('', {})).toEqual(['日本の夕日', 'gamma', 'beta'])
    expect(await titles('?user=person1', {})).toEqual(['日本の夕日', 'gamma', 'beta'])
    expect(await titles('?user=PERSON1')).toHaveLength(5)
    expect((await list('?scope=mine')).status).toBe(401)
    expect(await titles('?scope=guest', {})).toEqual([])
    expect((await list('?user=nobody')).status).toBe(404)
    expect((await list('?after=%00')).status).toBe(400)
    expect((await list('?sort=title&after=abc')).status).toBe(400)
    expect((await list('?sort=odd')).body).toMatchObject({ error: { code: 'bad-input', field: 'sort' } })
  })
})
