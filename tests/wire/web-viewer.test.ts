import { describe, expect, test } from 'vitest'
import { fileUrl, shortPath, viewerPath } from '../../src/core/links.ts'
import { deleteMedia } from '../../src/core/media.ts'
import type { Wishes } from '../../src/core/words.ts'
import type { KindName } from '../../src/media/kinds.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases } from '../stage.ts'
import { stageForAll } from './smms-client.ts'
import { browser, hostile, metaOf, visit, withoutScripts } from './web-visitor.ts'

describe.each(databases)('the viewer, on %s', (database) => {
  const stage = stageForAll(database)
  const place = (wishes: Wishes, kind: KindName = 'jpeg') =>
    placeMedia(stage.app, { bytes: noise(900), thumb: noise(90), kind, wishes })
  const open = (path: string, headers: Record<string, string> = {}) =>
    visit(stage, path, { headers: { ...browser, ...headers } })
  const goesTo = async (path: string) => {
    const { status, headers } = await open(path)
    return status === 302 ? headers.get('location') : status
  }

  test('a picture has one true address; short ones and its store name answer by themselves', async () => {
    const media = await place({ title: 'A gate, in fog', storeName: true })
    expect(viewerPath(media)).toBe(`/image/A-gate-in-fog.${media.id}`)
    for (const path of [viewerPath(media), `/image/${media.id}`, `/image/${media.storeName}`]) {
      expect([path, await goesTo(path)]).toEqual([path, 200])
      expect([path, await goesTo(`${path}/`)]).toEqual([path, 200])
      expect((await visit(stage, path, { method: 'HEAD' })).status).toBe(200)
      expect((await open(path)).text).toContain(
        `<link rel="canonical" href="${stage.url}${viewerPath(media)}"/>`,
      )
    }
    const wrong = ['/image/Another.', '/image/a-gate-in-fog.', '/clip/', '/clip/A-gate-in-fog.', '/video/']
    for (const start of wrong) {
      expect([start, await goesTo(start + media.id)]).toEqual([start, viewerPath(media)])
    }
    expect(await goesTo(`/clip/${media.storeName}`)).toBe(viewerPath(media))
  })

  test('so has a film, below /clip', async () => {
    const media = await place({ title: 'A walk', storeName: true }, 'mp4')
    expect(viewerPath(media)).toBe(`/clip/A-walk.${media.id}`)
    for (const path of [viewerPath(media), shortPath(media), `/clip/${media.storeName}`]) {
      expect([path, await goesTo(path)]).toEqual([path, 200])
    }
    // SM.MS's answers name this page, whatever was sent.
    expect(await goesTo(`/image/${media.storeName}`)).toBe(200)
    for (const path of ['/image/', '/image/A-walk.', '/video/', '/video/A-walk.', '/clip/walk.']) {
      expect([path, await goesTo(path + media.id)]).toEqual([path, viewerPath(media)])
    }
  })

  test('without letters in its title the short address is the true one', async () => {
    const media = await place({ title: '雾中的门' })
    expect(viewerPath(media)).toBe(`/image/${media.id}`)
    expect(await goesTo(viewerPath(media))).toBe(200)
    expect(await goesTo(`/image/door.${media.id}`)).toBe(viewerPath(media))
  })

  test('shows the picture with its size, what it is, and codes', async () => {
    const media = await place({ title: 'A gate', description: 'Two\nlines', tags: ['fog', 'gate'] })
    const { text, headers } = await open(viewerPath(media))
    const file = fileUrl(stage.app, media)
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('<title>A gate · Tintype</title>')
    expect(text).toMatch(new RegExp(`<a class="stage [^"]*" href="${file}"`))
    expect(text).toMatch(new RegExp(`<img src="${file}"[^>]* width="640" height="480" alt="A gate"`))
    expect(text).toMatch(
      new RegExp(`href="${file}" [^>]*download="[^"]+"[^>]*>.*Download</span>.* · 900 B`, 's'),
    )
    expect(text).toContain('640 × 480')
    expect(text).toMatch(/<li dir="auto"[^>]*>.*fog.*<\/li>.*<li dir="auto"[^>]*>.*gate.*<\/li>/s)
    expect(text).toMatch(/<div class="said[^"]*" dir="auto">.*<p>Two(<br ?\/?>)?\s*lines<\/p>/s)
    expect(text).toContain(`<input readonly="" value="[img]${file}[/img]"`)
    expect(text).toContain(`<input readonly="" value="![A gate](${file})"`)
    expect(text).toContain(`value="&lt;img src=&quot;${file}&quot; alt=&quot;A gate&quot; width=`)
    expect(text).not.toContain('removed on')
    expect(text).not.toContain('/delete/')
    expect(headers.get('cache-control')).toBe('private, no-cache')
    expect(headers.get('set-cookie')).toBeNull()
  })

  test('tells machines what it is', async () => {
    const media = await place({ title: 'A gate', description: 'In fog', visibility: 'public' })
    const { text } = await open(viewerPath(media))
    const page = stage.url + viewerPath(media)
    expect(metaOf(text)).toMatchObject({
      'og:site_name': 'Tintype',
      'og:title': 'A gate',
      'og:type': 'website',
      'og:url': page,
      'og:description': 'In fog',
      'og:image': fileUrl(stage.app, media),
      'og:image:type': 'image/jpeg',
      'og:image:width': '640',
      'og:image:height': '480',
      'og:image:alt': 'A gate',
      'twitter:card': 'summary_large_image',
      'twitter:title': 'A gate',
      'twitter:image': fileUrl(stage.app, media),
    })
    expect(metaOf(text)).not.toHaveProperty('robots')
    for (const [type, answer] of [
      ['application/json+oembed', 'application/json'],
      ['text/xml+oembed', 'text/xml'],
    ]) {
      const [, address = ''] =
        new RegExp(`type="${type?.replace('+', '\\+')}" href="([^"]+)"`).exec(text) ?? []
      const oembed = await fetch(address.replaceAll('&amp;', '&'))
      expect([oembed.status, oembed.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining(`${answer}`),
      ])
    }
  })

  test('tells them of a film with a player', async () => {
    const media = await place({ title: 'A walk' }, 'webm')
    const { text } = await open(viewerPath(media))
    const file = fileUrl(stage.app, media)
    expect(text).toContain(`<video src="${file}" width="640" height="480" controls="" playsinline=""`)
    expect(metaOf(text)).toMatchObject({
      robots: 'noindex',
      'og:type': 'video.other',
      'og:video': file,
      'og:video:type': 'video/webm',
      'og:video:width': '640',
      'og:image': fileUrl(stage.app, media, 'thumb'),
      'twitter:card': 'player',
      'twitter:player': file,
      'twitter:player:stream:content_type': 'video/webm',
    })
    expect(text).toContain(`<input readonly="" value="[video]${file}[/video]"`)
  })

  test('a title, a file name, a description and tags stay text wherever they stand', async () => {
    const everywhere: Wishes = {
      title: hostile,
      description: hostile,
      tags: [hostile],
      filename: `${hostile}.jpg`,
    }
    const named: Wishes = { filename: `${hostile}.jpg` }
    for (const [wishes, kind] of [
      [everywhere, 'jpeg'],
      [everywhere, 'mp4'],
      [named, 'png'],
    ] as const) {
      const { text } = await open(viewerPath(await place(wishes, kind)))
      expect(text).toContain(`&quot;'>&lt;img src=x onerror=alert(1)>&amp;`)
      expect(text).toContain(`"'>&lt;img src=x onerror=alert(1)>&amp;`)
      expect(text).not.toMatch(/<img src=x/)
      expect(withoutScripts(text)).not.toMatch(/="[^"]*"'>/)
    }
  })

  test('what may not be safe is covered, and on no card', async () => {
    const media = await place({ title: 'Covered', nsfw: true })
    const { text } = await open(viewerPath(media))
    expect(text).toMatch(/<details class="veil [^>]*><summary.*<\/summary>.*<a class="stage .*<\/details>/s)
    expect(text).not.toMatch(/<details class="veil [^>]*open/)
    expect(text.match(/class="stage /g)).toHaveLength(1)
    expect(metaOf(text)).not.toHaveProperty('og:image')
    expect(metaOf(text)).toMatchObject({ 'twitter:card': 'summary', robots: 'noindex' })
  })

  test('says when it will be gone, and then that it is', async () => {
    const media = await place({
      title: 'Short-lived',
      description: 'Gone with it',
      expiry: 600_000,
      storeName: true,
    })
    const { text } = await open(viewerPath(media))
    expect(withoutScripts(text)).toContain(
      `removed on <time datetime="${new Date(media.expiresAt ?? 0).toISOString()}">`,
    )
    const { clock } = stage
    clock.offset += 600_001
    try {
      for (const path of [viewerPath(media), shortPath(media), `/image/${media.storeName}`]) {
        const gone = await open(path)
        expect([path, gone.status]).toEqual([path, 410])
        expect(gone.text).not.toMatch(/Gone with it|>Short-lived|<title>[^<]*Short/)
      }
    } finally {
      clock.offset -= 600_001
    }
  })

  test('what was deleted is gone, what never was is not there', async () => {
    const media = await place({ title: 'Deleted' })
    await deleteMedia(stage.app, media)
    expect(await goesTo(viewerPath(media))).toBe(410)
    for (const path of [
      '/image/nothing',
      '/image/fifteenletters0',
      '/clip/a.b.c',
      '/image/%00',
      '/image/%zz',
      '/video/%F0%9F%90%88',
    ]) {
      expect([path, await goesTo(path)]).toEqual([path, 404])
    }
  })

  test('private is not there, but for the key of who may see it', async () => {
    const { app } = stage
    const [owner, other, admin] = [
      await stage.person(),
      await stage.person(),
      await stage.person({ role: 'admin' }),
    ]
    const actor = {
      user: owner.user,
      keyId: undefined,
      group: owner.user.group,
      address: '',
      addressSure: true,
    }
    const media = await placeMedia(app, {
      bytes: noise(700),
      actor,
      wishes: { title: 'Mine', description: 'Nobody else reads it', visibility: 'private' },
    })
    for (const headers of [
      {},
      { 'x-api-key': other.key },
      { 'x-api-key': 'wrong' },
      { cookie: 'tintype_guest=x; tintype_session=x' },
    ]) {
      for (const path of [viewerPath(media), shortPath(media), `/video/${media.id}`]) {
        const { status, text } = await open(path, headers as Record<string, string>)
        expect(status).toBe(404)
        expect(text).not.toMatch(/Nobody|>Mine|<title>[^<]*Mine/)
      }
    }
    for (const { key } of [owner, admin]) {
      const { status, text, headers } = await open(viewerPath(media), { authorization: `Bearer ${key}` })
      expect(status).toBe(200)
      expect(headers.get('cache-control')).toBe('private, no-store')
      expect(metaOf(text)).toEqual({ robots: 'noindex' })
      expect(withoutScripts(text)).not.toContain('oembed')
    }
  })

  test('of a private media nothing is told after its time either', async () => {
    const media = await place({ title: 'Mine', visibility: 'private', expiry: 600_000 })
    stage.clock.offset += 600_001
    try {
      expect(await goesTo(viewerPath(media))).toBe(404)
    } finally {
      stage.clock.offset -= 600_001
    }
  })
})
