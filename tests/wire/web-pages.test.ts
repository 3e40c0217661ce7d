import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { fileUrl, viewerPath } from '../../src/core/links.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'
import { stageForAll } from './smms-client.ts'
import { browser, hostile, visit, withoutScripts } from './web-visitor.ts'

describe.each(databases)('pages, on %s', (database) => {
  const stage = stageForAll(database)

  test('home has a form that works without scripts, and says what may be sent', async () => {
    const { status, text, headers } = await visit(stage, '/')
    expect(status).toBe(200)
    expect(text).toMatch(/<form method="post" action="\.\/upload" enctype="multipart\/form-data"/)
    expect(text).toMatch(
      /<input type="file" name="file" multiple="" accept="image\/jpeg,\.jpg,\.jpeg,image\/png,/,
    )
    expect(text).toContain('JPEG, PNG, BMP, GIF, WebP, AVIF, TIFF, MP4, MOV, WebM · max 5 MB')
    expect(text).toContain('Guest uploads are deleted after 30 days.')
    expect(headers.get('content-language')).toBe('en')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('private, no-cache')
  })

  test('in Chinese for those who read it', async () => {
    const { text, headers } = await visit(stage, '/', {
      headers: { ...browser, 'accept-language': 'zh-CN,zh' },
    })
    expect(text).toContain('<html lang="zh-CN">')
    expect(text).toContain('最大 5 MB')
    expect(text).toContain('游客上传的文件将在 30天后自动删除。')
    expect(headers.get('vary')).toContain('Accept-Language')
  })

  test('home says only what is so', async () => {
    await using own = await openStage({ database })
    const set = (field: string, value: string) => changeGroup(own.app, 'guests', { field, value })
    await set('default-expiry', 'none')
    await set('max-expiry', '7200000')
    await set('kinds', 'jpeg,webm')
    await set('max-file-bytes', '1500000')
    await writeSetting(own.app, 'disabled-kinds', 'webm')
    await writeSetting(own.app, 'site-name', hostile)
    const open = await visit(own, '/')
    expect(open.text).toContain('JPEG · max 1.5 MB')
    expect(open.text).toContain('accept="image/jpeg,.jpg,.jpeg"')
    expect(open.text).toContain('deleted after 2 hours.')
    expect(open.text).toContain(`<title>"'>&lt;img`)
    expect(withoutScripts(open.text)).not.toContain('<img')
    expect(open.text).not.toContain('"<img')
    await set('max-expiry', 'none')
    expect((await visit(own, '/')).text).not.toContain('deleted after')
    await writeSetting(own.app, 'guest-doors', '')
    const closed = await visit(own, '/')
    expect(closed.status).toBe(200)
    expect(closed.text).not.toContain('action="./upload"')
    expect(closed.text).toMatch(/<a href="\.\/login" class="link">Sign in<\/a>/)
  })

  test('only our own scripts run, and nothing comes from elsewhere', async () => {
    for (const path of ['/', '/nothing']) {
      const { headers, text } = await visit(stage, path)
      const policy = headers.get('content-security-policy') ?? ''
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? []
      expect(policy.split('; ').sort()).toEqual([
        "base-uri 'self'",
        "connect-src 'self'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob: data:",
        "object-src 'none'",
        `script-src 'self' 'nonce-${nonce}'`,
        "style-src 'self' 'unsafe-inline'",
        "worker-src 'self' blob:",
      ])
      const scripts = [...text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes?.trim())
      expect(new Set(scripts)).toEqual(new Set([`nonce="${nonce}"`]))
      expect(withoutScripts(text)).not.toMatch(/\son\w+=/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
      const again = await visit(stage, path)
      expect(again.headers.get('content-security-policy')).not.toContain(nonce)
    }
  })

  test('files on a site of their own may be shown', async () => {
    await using own = await openStage({ database, environment: { MEDIA_URL: 'https://i.example/m' } })
    const media = await placeMedia(own.app, { bytes: noise(50) })
    const { headers, text } = await visit(own, viewerPath(media))
    expect(headers.get('content-security-policy')).toContain("img-src 'self' blob: data: https://i.example;")
    expect(fileUrl(own.app, media)).toMatch(/^https:\/\/i\.example\/m\//)
    expect(text).toContain(`<img src="${fileUrl(own.app, media)}"`)
  })

  test('an address that leads nowhere has a page, in every method and language', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const { status, text, headers } = await visit(stage, '/no/such/place?x=<b>', { method })
      expect([method, status]).toEqual([method, 404])
      expect(text).toContain('There is nothing here')
      expect(text).not.toContain('<b>')
      expect(headers.get('cache-control')).toBe('private, no-store')
    }
    const chinese = await visit(stage, '/no', { headers: { ...browser, 'accept-language': 'zh' } })
    expect([chinese.status, chinese.text]).toEqual([404, expect.stringContaining('这里什么也没有')])
    expect((await visit(stage, '/no', { method: 'HEAD' })).status).toBe(404)
  })

  test('a fault of ours has a page with the number of the request, and no word of what it was', async () => {
    await using own = await openStage({ database })
    await writeSetting(own.app, 'site-name', 'Ours')
    await own.app.db.updateTable('settings').set({ value: 'no JSON' }).execute()
    const { status, text } = await visit(own, '/')
    expect(status).toBe(500)
    const [, id = ''] = /value="([0-9A-F-]{36})"/.exec(text) ?? []
    expect(own.log.some((line) => line.includes(id) && line.includes('JSON'))).toBe(true)
    expect(text).toContain('<title>Something went wrong here · Tintype</title>')
    expect(text).not.toContain('JSON')
  })

  test('robots are told where not to go, and there is a mark', async () => {
    const robots = await visit(stage, '/robots.txt')
    expect(robots.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(robots.text.split('\n')).toEqual([
      'User-agent: *',
      'Disallow: /api/',
      'Disallow: /delete/',
      'Disallow: /*/delete/',
      'Disallow: /upload',
      '',
    ])
    const mark = await visit(stage, '/favicon.svg')
    expect(mark.headers.get('content-type')).toMatch(/^image\/svg\+xml/)
    expect(mark.text).toMatch(/^<svg /)
    expect((await visit(stage, '/upload')).headers.get('location')).toBe('/')
  })
})
