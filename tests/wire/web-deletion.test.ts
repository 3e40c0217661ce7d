import { describe, expect, test } from 'vitest'
import { deletionPath, fileUrl, tokenDeletionPath, viewerPath } from '../../src/core/links.ts'
import { findMedia } from '../../src/core/media.ts'
import type { Wishes } from '../../src/core/words.ts'
import type { KindName } from '../../src/media/kinds.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'
import { stageForAll } from './smms-client.ts'
import { browser, hostile, metaOf, tool, visit } from './web-visitor.ts'

const deleted = '<div class="card-body">\n    File is deleted and our cache will refresh within minutes.\n'
const deletedBefore = '<div class="card-body">\n    Picture was already deleted.\n'

const askers: [name: string, headers: Record<string, string>][] = [
  ['a browser', browser],
  ['a browser that prefetches', { ...tool, 'sec-purpose': 'prefetch' }],
  ['a browser that prerenders', { ...browser, 'sec-purpose': 'prefetch;prerender' }],
  ['an older browser that prefetches', { ...tool, purpose: 'prefetch' }],
  ['Firefox’s prefetch', { ...tool, 'x-moz': 'prefetch' }],
  ['Telegram', { accept: '*/*', 'user-agent': 'TelegramBot (like TwitterBot)' }],
  ['WhatsApp', { accept: '*/*', 'user-agent': 'WhatsApp/2.23.20.0' }],
  ['Facebook', { accept: '*/*', 'user-agent': 'facebookexternalhit/1.1' }],
  ['a search engine', { accept: '*/*', 'user-agent': 'Mozilla/5.0 (compatible; Baiduspider/2.0)' }],
]

describe.each(databases)('deletion by link, on %s', (database) => {
  const stage = stageForAll(database)
  const place = (wishes: Wishes = {}, kind: KindName = 'png') =>
    placeMedia(stage.app, {
      bytes: noise(800),
      thumb: noise(80),
      kind,
      wishes: { title: 'A gate', ...wishes },
    })
  const isThere = async (id: string) => (await findMedia(stage.app, id)) !== undefined

  test.each(['SM.MS', 'Chevereto'])('a tool that follows a link of %s deletes at once', async (dialect) => {
    for (const kind of ['png', 'mp4'] as const) {
      const media = await place({}, kind)
      const path = dialect === 'SM.MS' ? deletionPath(stage.app, media) : tokenDeletionPath(stage.app, media)
      const first = await visit(stage, `${path}?hash=x&format=json`, { headers: tool })
      expect(first.status).toBe(200)
      expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(first.text).toContain(deleted)
      expect(await isThere(media.id)).toBe(false)
      expect((await fetch(fileUrl(stage.app, media))).status).toBe(404)
      const again = await visit(stage, path, { headers: { ...tool, 'accept-language': 'zh' } })
      expect([again.status, again.text.includes(deletedBefore)]).toEqual([200, true])
      expect((await visit(stage, viewerPath(media))).status).toBe(410)
    }
  })

  test.each(askers)('%s is asked first', async (_name, headers) => {
    const media = await place({ title: hostile })
    for (const path of [deletionPath(stage.app, media), tokenDeletionPath(stage.app, media)]) {
      const asked = await visit(stage, path, { headers })
      expect(asked.status).toBe(200)
      expect(asked.text).toContain('<form method="post"')
      expect(asked.text).not.toContain('card-body')
      expect(asked.text).toContain('&lt;img src=x onerror=')
      expect(asked.text).not.toContain('<img src=x')
      expect(metaOf(asked.text)).toEqual({ robots: 'noindex' })
      expect(asked.headers.get('cache-control')).toBe('no-store')
      expect(asked.headers.get('referrer-policy')).toBe('no-referrer')
      expect((await visit(stage, path, { method: 'HEAD', headers })).status).toBe(200)
    }
    expect(await isThere(media.id)).toBe(true)
  })

  test('HEAD never deletes', async () => {
    const media = await place()
    for (const path of [deletionPath(stage.app, media), tokenDeletionPath(stage.app, media)]) {
      const { status, text } = await visit(stage, path, { method: 'HEAD', headers: tool })
      expect([status, text]).toEqual([200, ''])
    }
    expect(await isThere(media.id)).toBe(true)
  })

  test.each(askers.filter(([, headers]) => headers !== tool))(
    'the button deletes, pressed by %s',
    async (_name, headers) => {
      const media = await place()
      const path = deletionPath(stage.app, media)
      const done = await visit(stage, path, { method: 'POST', headers, body: 'x=y' })
      expect([done.status, done.text.includes(deleted)]).toEqual([200, true])
      expect(await isThere(media.id)).toBe(false)
      expect((await visit(stage, path, { method: 'POST', headers })).text).toContain(deletedBefore)
    },
  )

  test('a person reads it in Chinese', async () => {
    const headers = { ...browser, 'accept-language': 'zh-CN' }
    const media = await place()
    const path = deletionPath(stage.app, media)
    expect((await visit(stage, path, { headers })).text).toContain('要删除此文件吗？')
    expect((await visit(stage, path, { headers, method: 'POST' })).text).toContain('文件已删除')
    expect((await visit(stage, path, { headers })).text).toContain('图片此前已被删除')
  })

  test('of a private or unsafe media no picture is shown', async () => {
    for (const wishes of [{ visibility: 'private' }, { nsfw: true }] as const) {
      const media = await place(wishes)
      const { status, text } = await visit(stage, deletionPath(stage.app, media))
      expect([status, text.includes('<img')]).toEqual([200, false])
    }
  })

  test('what opens nothing is not found, for everybody and in every way', async () => {
    const [media, other] = [await place(), await place()]
    const token = tokenDeletionPath(stage.app, media)
    const foreign = tokenDeletionPath(stage.app, other).replace(other.id, media.id)
    for (const path of [
      '/delete/unknown',
      `/delete/${'x'.repeat(26)}`,
      token.replace(/.$/, '!'),
      `${token}0`,
      foreign,
    ]) {
      for (const headers of [browser, tool]) {
        for (const method of ['GET', 'HEAD', 'POST']) {
          expect([path, method, (await visit(stage, path, { method, headers })).status]).toEqual([
            path,
            method,
            404,
          ])
        }
      }
    }
    expect([await isThere(media.id), await isThere(other.id)]).toEqual([true, true])
  })

  test('guessing ends in a flood, by hash and by token together', async () => {
    await using own = await openStage({ database })
    const media = await placeMedia(own.app, { bytes: noise(10) })
    for (let guess = 0; guess < 30; guess++) {
      expect((await visit(own, `/delete/guess${guess}`)).status).toBe(404)
      expect((await visit(own, `/image/${media.id}/delete/${guess}`, { headers: tool })).status).toBe(404)
    }
    const flood = await visit(own, deletionPath(own.app, media), { headers: tool })
    expect(flood.status).toBe(429)
    expect(Number(flood.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await findMedia(own.app, media.id)).toBeDefined()
  })
})
