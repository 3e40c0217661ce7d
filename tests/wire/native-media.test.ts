import { describe, expect, test } from 'vitest'
import { actorOf } from '../../src/core/keys.ts'
import { fileUrl } from '../../src/core/links.ts'
import { writeViews } from '../../src/core/views.ts'
import type { Media, Wishes } from '../../src/core/words.ts'
import type {
  MediaDetails,
  ReportList,
  Shapes,
  Media as Shown,
  Surroundings,
  TagList,
} from '../../src/dialects/native/wire-media.ts'
import { albumRow } from '../album-row.ts'
import { ask } from '../ask.ts'
import { fixture } from '../fixture.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'
import { type Asker, call, type Refused } from './native-client.ts'

const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }

describe.each(databases)('one media on %s', (database) => {
  const stage = fixture(() => openStage({ database }))
  const owner = fixture(() => stage.person())
  const actor = fixture(() => actorOf(stage.app, owner.key, { address: '203.0.113.7', sure: true }))

  const place = (wishes: Wishes = {}) =>
    placeMedia(stage.app, { bytes: noise(100), thumb: noise(50), wishes, actor })
  const show = (name: string, options: Asker = {}) =>
    call<MediaDetails>(stage, `GET /api/media/${name}`, options)
  const around = async (media: Media, filter?: string, options: Asker = { key: owner.key }) => {
    const query = filter === undefined ? '' : `?in=${encodeURIComponent(filter)}`
    return (await call<Surroundings>(stage, `GET /api/media/${media.id}/around${query}`, options)).body
  }

  test('is found by each of its names, with what only its owner is told', async () => {
    const media = await place({ title: 'A gate', storeName: true, filename: 'gate.jpg' })
    for (const name of [media.id, `A-gate.${media.id}`, media.storeName ?? '']) {
      const { status, body } = await show(name)
      expect({ name, status }).toEqual({ name, status: 200 })
      expect(body).toMatchObject({
        id: media.id,
        filename: 'gate.jpg',
        mine: false,
        owner: { name: 'person1' },
      })
      for (const secret of ['md5', 'sha256', 'deletionUrl', 'pass']) expect(body).not.toHaveProperty(secret)
    }
    const own = await show(media.id, { key: owner.key })
    expect(own.body).toMatchObject({ mine: true, md5: media.md5, sha256: media.digest })
    expect(own.body.deletionUrl).toMatch(/\/delete\/[A-Za-z0-9]{26}$/)
    const oembed = new URL(own.body.oembed.json)
    expect((await ask(stage.url, oembed.pathname + oembed.search)).status).toBe(200)
    for (const name of ['nowhere', 'a~b', `${media.id}x`]) expect((await show(name)).status).toBe(404)
  })

  test('its description is safe HTML', async () => {
    const description = [
      '# Big\n**bold** [site](https://example.com) [bad](javascript:alert(1))',
      '<img src=x onerror=alert(1)> ![picture](https://example.com/x.png) <script>alert(1)</script>',
      '<https://example.com/auto> a & b < c',
    ].join('\n\n')
    const { descriptionHtml = '' } = (await show((await place({ description })).id)).body
    expect(descriptionHtml).toContain('<h3>Big</h3>')
    expect(descriptionHtml).toContain('<strong>bold</strong>')
    expect(descriptionHtml).toContain('<a href="https://example.com" rel="nofollow ugc noopener">site</a>')
    expect(descriptionHtml).not.toMatch(/<img|<script|javascript:|<[^>]*onerror/i)
    expect(descriptionHtml).toContain('a &amp; b &lt; c')
  })

  test('a private one is shown by a pass, to whoever may see it and for hours', async () => {
    await using own = await openStage({ database })
    const { user, key } = await own.person()
    const by = await actorOf(own.app, key, { address: '203.0.113.7', sure: true })
    const bytes = noise(100)
    const [media, other] = await Promise.all(
      [bytes, noise(100)].map((each) =>
        placeMedia(own.app, { bytes: each, actor: by, wishes: { visibility: 'private' } }),
      ),
    )
    if (!media || !other) throw new Error('not placed')
    const details = (options: Asker = {}) => call<MediaDetails>(own, `GET /api/media/${media.id}`, options)
    expect((await details()).status).toBe(404)
    const { pass = '' } = (await details({ key })).body
    const path = new URL(fileUrl(own.app, media)).pathname
    const get = (query: string, at = path) => ask(own.url, at + query)
    for (let round = 0; round < 2; round++) {
      const answer = await get(pass)
      expect(answer.body.equals(bytes)).toBe(true)
      expect(answer.headers['cache-control']).toBe('private, no-store')
      expect((await get('')).status).toBe(404)
    }
    const forged = pass.slice(0, -1) + (pass.endsWith('A') ? 'B' : 'A')
    for (const query of [forged, '?pass=', '?pass=zzzzzzz.AAAAAAAAAAAAAAAAAAAAAA', `?x=${pass.slice(1)}`]) {
      expect({ query, status: (await get(query)).status }).toEqual({ query, status: 404 })
    }
    expect((await get(pass, new URL(fileUrl(own.app, other)).pathname)).status).toBe(404)
    own.clock.offset += 4 * 3_600_000
    expect((await get(pass)).status).toBe(404)
    await own.app.db
      .insertInto('albums')
      .values({ ...albumRow('p', user.id), visibility: 'password' })
      .execute()
    await own.app.db.updateTable('media').set({ album_id: 'p' }).execute()
    expect((await details()).status).toBe(404)
  })

  test('views of people are counted, and written together', async () => {
    const media = await place({ visibility: 'public' })
    const visit = (headers: Record<string, string>, options: Asker = {}) =>
      show(`${media.id}?view=1`, { headers, ...options })
    for (let count = 0; count < 3; count++) await visit(browser)
    await visit({ ...browser, 'sec-purpose': 'prefetch;prerender' })
    await visit({ 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' })
    await visit(browser, { key: owner.key })
    await show(media.id, { headers: browser })
    await writeViews(stage.app)
    expect((await show(media.id)).body.views).toBe(3)
  })

  test('what stands around it in a list, and in its album', async () => {
    await stage.app.db.insertInto('albums').values(albumRow('round', owner.user.id)).execute()
    const media: Media[] = []
    for (let index = 0; index < 12; index++) media.push(await place({ tags: ['round'], albumId: 'round' }))
    const ids = media.map(({ id }) => id).reverse()
    for (const at of [0, 1, 5, 11]) {
      const self = media[11 - at]
      if (!self) throw new Error('none')
      for (const filter of ['scope=mine&tag=round', undefined, 'user=somebody']) {
        const found = await around(self, filter)
        expect({ ...found, strip: found.strip.map(({ id }) => id) }).toMatchObject({
          position: at + 1,
          total: 12,
          strip: ids.slice(Math.max(0, Math.min(at - 4, 3)), Math.max(0, Math.min(at - 4, 3)) + 9),
        })
        expect([found.previous?.id, found.next?.id]).toEqual([ids[at - 1], ids[at + 1]])
      }
    }
    const [self] = media
    if (!self) throw new Error('none')
    for (const filter of [undefined, 'scope=mine']) {
      expect(await around(self, filter, {})).toMatchObject({ strip: [{ id: self.id }] })
      expect(await around(self, filter, {})).not.toHaveProperty('next')
    }
    const wrong = await call<Refused>(stage, `GET /api/media/${self.id}/around?in=sort%3Dodd`)
    expect(wrong.body.error).toMatchObject({ code: 'bad-input', field: 'in.sort' })
  })

  test('shapes of a list, tags, and any public one', async () => {
    await using own = await openStage({ database })
    const none = await call<Refused>(own, 'GET /api/random')
    expect(none.status).toBe(404)
    const { key } = await own.person()
    const by = await actorOf(own.app, key, { address: '203.0.113.7', sure: true })
    const wishes = (index: number): Wishes => ({
      visibility: index === 3 ? 'public' : 'link',
      tags: ['All', ...(index % 2 ? ['odd'] : [])],
    })
    for (let index = 0; index < 103; index++) {
      if (index === 101) own.clock.offset += 86_400_000
      await placeMedia(own.app, { bytes: noise(10), actor: by, wishes: wishes(index) })
    }
    const { body } = await call<Shapes>(own, 'GET /api/media/shapes?scope=mine', { key })
    expect(body.pages.map(({ ratios }) => ratios.length)).toEqual([100, 3])
    expect(new Set(body.pages.flatMap(({ ratios }) => ratios))).toEqual(new Set([1333]))
    expect(body.pages[0]?.days.map(([index]) => index)).toEqual([0, 2])
    expect(body.pages[0]).not.toHaveProperty('after')
    const after = body.pages[1]?.after ?? ''
    const rest = await call<{ items: Shown[] }>(own, `GET /api/media?scope=mine&after=${after}`, { key })
    expect(rest.body.items).toHaveLength(3)
    const further = await call<Shapes>(own, `GET /api/media/shapes?scope=mine&after=${after}`, { key })
    expect(further.body.pages).toEqual([{ after, ratios: [1333, 1333, 1333], days: [] }])
    const tags = async (query: string) =>
      (await call<TagList>(own, `GET /api/tags?${query}`, { key })).body.tags
    expect(await tags('scope=mine')).toEqual([
      { name: 'All', count: 103 },
      { name: 'odd', count: 51 },
    ])
    expect(await tags('scope=mine&limit=1')).toEqual([{ name: 'All', count: 103 }])
    expect((await call(own, 'GET /api/tags?limit=1001', { key })).status).toBe(400)
    expect(await tags('scope=mine&q=aL')).toEqual([{ name: 'All', count: 103 }])
    expect(await tags('q=')).toEqual([
      { name: 'All', count: 1 },
      { name: 'odd', count: 1 },
    ])
    const any = await call<Shown>(own, 'GET /api/random')
    expect(any.body).toMatchObject({ visibility: 'public' })
  })

  test('reports are taken from anybody, some in an hour, and shown to administrators', async () => {
    const admin = await stage.person({ role: 'admin' })
    const media = await place({ visibility: 'public' })
    const say = (body: object) => call<Refused>(stage, `POST /api/media/${media.id}/report`, { body })
    expect((await say({ reason: 'boredom' })).body.error).toMatchObject({
      code: 'bad-input',
      field: 'reason',
    })
    expect((await say({ reason: 'spam', text: ' Look at it ' })).status).toBe(204)
    const list = (key: string) => call<ReportList>(stage, 'GET /api/reports', { key })
    expect((await list(owner.key)).status).toBe(403)
    const [report] = (await list(admin.key)).body.items
    expect(report).toMatchObject({ reason: 'spam', text: 'Look at it', media: { id: media.id } })
    for (let count = 1; count < 10; count++) expect((await say({ reason: 'other' })).status).toBe(204)
    const flood = await say({ reason: 'other' })
    expect([flood.status, Number(flood.headers.get('retry-after')) > 0]).toEqual([429, true])
    const dismiss = () => call(stage, `DELETE /api/reports/${report?.id ?? ''}`, { key: admin.key })
    expect([(await dismiss()).status, (await dismiss()).status]).toEqual([204, 404])
    expect((await list(admin.key)).body.items).toHaveLength(9)
  })
})
