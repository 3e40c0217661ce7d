import { describe, expect, it } from 'vitest'
import { distinctPng } from '../distinct.ts'
import { sampleVideo } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { ask, imageOf, send } from './chevereto-client.ts'

describe.each(databases)('addresses in answers of the Chevereto API, on %s', (database) => {
  it('lead to pages: the viewer of a picture and of a film, in full and in short', async () => {
    await using stage = await openStage({ database })
    const person = await stage.person()
    const files = [
      { bytes: distinctPng(1, 'pages'), filename: 'a walk.png' },
      { bytes: await sampleVideo('mp4'), filename: 'a film.mp4' },
    ]
    for (const file of files) {
      const image = imageOf(await send(stage, file, person))
      const addresses = [image.url_viewer, image.url_short, stage.url + image.path_viewer]
      for (const address of addresses)
        expect([address, (await fetch(address)).status]).toEqual([address, 200])
    }
  })

  it('of a redirect answer with a page', async () => {
    await using stage = await openStage({ database })
    const file = { bytes: distinctPng(2, 'pages'), filename: 'way.png', fields: { format: 'redirect' } }
    const answer = await send(stage, file, await stage.person())
    const page = await ask(stage, { path: answer.headers.get('location') ?? '' })
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ])
  })

  it('delete at once when a tool follows delete_url, and not with a wrong token', async () => {
    await using stage = await openStage({ database })
    const person = await stage.person()
    const image = imageOf(await send(stage, { bytes: distinctPng(3, 'pages') }, person))
    const status = async (url: string, method = 'GET') => (await fetch(url, { method })).status
    expect(await status(image.delete_url.replace(/.{48}$/, '0'.repeat(48)))).toBe(404)
    await status(image.delete_url, 'HEAD')
    expect(await status(image.url)).toBe(200)
    expect(await status(image.delete_url)).toBe(200)
    expect(await status(image.url)).toBe(404)
    expect([404, 410]).toContain(await status(image.url_short))
    const again = imageOf(await send(stage, { bytes: distinctPng(3, 'pages') }, person))
    expect(again.id_encoded).not.toBe(image.id_encoded)
  })
})
