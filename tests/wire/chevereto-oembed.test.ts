import { beforeAll, describe, expect, it } from 'vitest'
import { shortPath } from '../../src/core/links.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { samplePhoto, sampleVideo } from '../pictures.ts'
import { placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'
import { ask, type Image, imageOf, send } from './chevereto-client.ts'

describe.each(databases)('oEmbed, on %s', (database) => {
  const stage = fixture(() => openStage({ database }))
  const person = fixture(() => stage.person({ name: 'Ada' }))
  let photo: Image
  let film: Image
  beforeAll(async () => {
    await writeSetting(stage.app, 'site-name', 'Our pictures')
    const bytes = await samplePhoto({ width: 1600, height: 1200 })
    const title = 'Fish & <chips> "now"'
    photo = imageOf(await send(stage, { bytes, filename: 'fish.jpg', fields: { title } }, person))
    film = imageOf(await send(stage, { bytes: await sampleVideo('mp4'), filename: 'film.mp4' }, person))
  })

  const oembed = (url: string, more: Record<string, string> = {}) =>
    ask(stage, { path: `/oembed/?${new URLSearchParams({ url, ...more })}` })
  const bodyOf = async (answer: ReturnType<typeof oembed>): Promise<Record<string, unknown>> =>
    JSON.parse((await answer).text)

  it('of a picture', async () => {
    const answer = await oembed(photo.url_viewer)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ])
    expect(answer.json).toEqual({
      version: '1.0',
      provider_name: 'Our pictures',
      provider_url: `${stage.url}/`,
      title: 'Fish & <chips> "now"',
      web_page: photo.url_viewer,
      width: 1600,
      height: 1200,
      url: photo.medium.url,
      type: 'photo',
      author_name: 'Ada',
      author_url: '/',
      thumbnail_url: photo.medium.url,
      thumbnail_width: 500,
      thumbnail_height: 375,
    })
  })

  it('of a film: something to put into a page', async () => {
    const { type, html, width, height } = await bodyOf(oembed(film.url_viewer, { maxwidth: '160' }))
    expect([type, width, height]).toEqual(['video', 160, 120])
    expect(html).toBe(
      `<video width="160" height="120" poster="${film.display_url}" src="${film.url}" preload="none" controls></video>`,
    )
  })

  it('in XML', async () => {
    const answer = await oembed(photo.url_viewer, { format: 'xml' })
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(answer.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<oembed>\n\t<version>1.0<\/version>/,
    )
    expect(answer.text).toContain('<title>Fish &amp; &lt;chips&gt; &quot;now&quot;</title>')
    expect(answer.text).toContain('<width>1600</width>')
  })

  it('in XML, without the characters that XML cannot hold', async () => {
    const title = 'A\u0001B\u001fC\ufffeD\uffffE\tF😀'
    const media = await placeMedia(stage.app, { bytes: distinctPng(4, 'oembed'), wishes: { title } })
    const { text } = await oembed(stage.url + shortPath(media), { format: 'xml' })
    expect(text).toContain('<title>ABCDE\tF😀</title>')
  })

  it.each([
    [{ maxwidth: '800' }, [800, 600]],
    [{ maxheight: '300' }, [400, 300]],
    [{ maxwidth: '800', maxheight: '300' }, [400, 300]],
    [{ maxwidth: '9000' }, [1600, 1200]],
    [{ maxwidth: '0' }, [1600, 1200]],
    [{ maxwidth: 'wide' }, [1600, 1200]],
  ])('within limits: %j', async (limits, size) => {
    const { width, height } = await bodyOf(oembed(photo.url_viewer, limits))
    expect([width, height]).toEqual(size)
  })

  it('of every address that a viewer has', async () => {
    const id = photo.id_encoded
    const addresses = [
      ...[`/image/${id}`, `/image/another-title.${id}`, `/image/${id}/`, `/clip/${id}`, `/video/${id}?x=1#y`],
      ...[photo.path_viewer, `/image/Fish%20chips.${id}`],
    ]
    for (const address of addresses) {
      expect([address, (await oembed(stage.url + address)).status]).toEqual([address, 200])
    }
    expect((await ask(stage, { path: `/oembed?url=${encodeURIComponent(photo.url_short)}` })).status).toBe(
      200,
    )
  })

  it('of what a guest sent names no author', async () => {
    const media = await placeMedia(stage.app, { bytes: distinctPng(1, 'oembed') })
    const answer = await bodyOf(oembed(stage.url + shortPath(media)))
    expect([answer.type, 'author_name' in answer]).toEqual(['photo', false])
  })

  it('of nothing else: foreign, unknown, private and expired addresses are a bare 403', async () => {
    const hidden = await placeMedia(stage.app, {
      bytes: distinctPng(2, 'oembed'),
      wishes: { visibility: 'private' },
    })
    const expired = await placeMedia(stage.app, { bytes: distinctPng(3, 'oembed'), wishes: { expiry: 1 } })
    stage.clock.offset += 2
    const addresses = [
      ...[
        '',
        'nonsense',
        'https://x.y/z',
        `https://x.y/image/${photo.id_encoded}`,
        photo.url,
        `${stage.url}/`,
      ],
      ...[`${stage.url}/image/none`, `${stage.url}/album/${photo.id_encoded}`, 'javascript:alert(1)'],
      ...[stage.url + shortPath(hidden), stage.url + shortPath(expired)],
      `http://127.0.0.1:1/image/${photo.id_encoded}`,
    ]
    for (const address of addresses) {
      const answer = await oembed(address)
      expect([address, answer.status, answer.text]).toEqual([address, 403, ''])
    }
    expect((await ask(stage, { path: '/oembed' })).status).toBe(403)
  })
})
