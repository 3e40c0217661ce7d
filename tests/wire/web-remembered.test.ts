import { beforeEach, describe, expect, test } from 'vitest'
import { openApp } from '../../src/app.ts'
import { viewerPath } from '../../src/core/links.ts'
import { createSession } from '../../src/core/sessions.ts'
import { writeViews } from '../../src/core/views.ts'
import type { Media } from '../../src/core/words.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases } from '../stage.ts'
import { stageForAll } from './smms-client.ts'
import { browser, type Visit, visit } from './web-visitor.ts'

/** A rendered page has a tag of its own; one that is sent again, with another nonce, has none. */
const isAgain = ({ headers }: Visit) => !headers.has('etag')
const nonceOf = ({ headers }: Visit) =>
  /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? ''
const withoutNonce = (page: Visit) => page.text.replaceAll(nonceOf(page), 'NONCE')

describe.each(databases)('pages that are sent again, on %s', (database) => {
  const stage = stageForAll(database)
  let media: Media
  let path: string
  const open = (headers: Record<string, string> = {}) =>
    visit(stage, path, { headers: { ...browser, ...headers } })
  /**
   * Asks until a page of this minute is remembered: the first may fall before its end, the second after it. PostgreSQL
   * tells of changes in all its databases, those of other tests too.
   */
  const settle = async () => {
    for (let tries = 1; tries <= 200; tries++) if (isAgain(await open())) return tries
    throw new Error('the page is never remembered')
  }
  const change = (values: Partial<{ title: string; visibility: string; expires_at: number }>) =>
    stage.app.db.updateTable('media').set(values).where('id', '=', media.id).execute()

  beforeEach(async () => {
    media = await placeMedia(stage.app, {
      bytes: noise(900),
      thumb: noise(90),
      kind: 'jpeg',
      wishes: { title: '雾' },
    })
    path = viewerPath(media)
  })

  test('are what was rendered, with a nonce of their own', async () => {
    const rendered = await open()
    await settle()
    const [one, two] = [await open(), await open()]
    expect(withoutNonce(one)).toBe(withoutNonce(two))
    expect(withoutNonce(one)).toBe(withoutNonce(rendered))
    expect(new Set([rendered, one, two].map(nonceOf)).size).toBe(3)
    expect(one.text).toContain(`nonce="${nonceOf(one)}"`)
    const own = new Set([
      'etag',
      'date',
      'x-request-id',
      'content-security-policy',
      'content-length',
      'transfer-encoding',
    ])
    const rest = ({ headers }: Visit) => [...headers].filter(([name]) => !own.has(name)).sort()
    expect(rest(one)).toEqual(rest(rendered))
  })

  test("are rendered anew after any change, this server's or another's", async () => {
    await settle()
    await change({ title: 'A new title' })
    expect((await open()).text).toContain('A new title')
    await settle()
    await using other = await openApp(stage.app.config, { log: stage.app.log })
    await other.db.updateTable('media').set({ title: 'From elsewhere' }).where('id', '=', media.id).execute()
    expect((await open()).text).toContain('From elsewhere')
    await settle()
    await change({ visibility: 'private' })
    expect((await open()).status).toBe(404)
  })

  test('end with their media', async () => {
    await change({ expires_at: stage.app.now() + 3_600_000 })
    await settle()
    stage.clock.offset += 3_600_001
    try {
      expect((await open()).status).toBe(410)
    } finally {
      stage.clock.offset = 0
    }
  })

  test('are for nobody in particular: whoever is known gets a page of their own', async () => {
    const { user, key } = await stage.person()
    const session = await createSession(stage.app, user, {
      userAgent: '',
      address: '127.0.0.1',
      remember: false,
    })
    await settle()
    expect(isAgain(await open({ cookie: 'tintype_theme=dark' }))).toBe(false)
    for (const headers of [
      { cookie: `tintype_session=${session.token}` },
      { cookie: 'tintype_guest=somebody' },
      { cookie: 'tintype_albums=one' },
      { authorization: key },
      { 'x-api-key': key },
    ]) {
      const pages = [await open(headers), await open(headers), await open(headers)]
      expect([headers, ...pages.map(isAgain)]).toEqual([headers, false, false, false])
    }
    const chinese = await open({ 'accept-language': 'zh-CN' })
    expect(chinese.text).toContain('<html lang="zh-CN"')
    const dark = { cookie: 'tintype_theme=dark' }
    const [, looks] = [await open(dark), await open(dark)]
    expect(looks.text).toContain('class="dark"')
  })

  test('count as looked at', async () => {
    await settle()
    await writeViews(stage.app)
    const views = async () =>
      (await stage.app.db.selectFrom('media').select('views').where('id', '=', media.id).executeTakeFirst())
        ?.views ?? 0
    const before = await views()
    const opened = (await settle()) + 1
    await open()
    await open({ 'user-agent': 'curl/8.5.0' })
    await writeViews(stage.app)
    expect(await views()).toBe(before + opened)
  })
})
