import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileUrl } from '../../src/core/links.ts'
import { fileKey } from '../../src/core/media-rows.ts'
import { ask } from '../ask.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage, type Stage } from '../stage.ts'

/** As when another process made the rendition again: no message comes to this one. */
async function replaceFile(stage: Stage, key: string, bytes: Buffer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-again-'))
  try {
    await writeFile(join(folder, 'made'), bytes)
    await stage.app.store.remove([key])
    expect(await stage.app.store.put([{ key, path: join(folder, 'made'), type: 'image/jpeg' }])).toBe(true)
    const place = stage.app.store.link(key)
    if (!('path' in place)) throw new Error('not on this machine')
    const later = new Date(Date.now() + 5000)
    await utimes(place.path, later, later)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test.each(databases.flatMap((database) => [500, 700_000].map((size) => [database, size] as const)))(
  'on %s, a rendition of %i bytes that was made again with as many others is another',
  async (database, size) => {
    await using stage = await openStage({ database })
    const [before, after] = [noise(size), noise(size)]
    const media = await placeMedia(stage.app, { bytes: noise(1000), thumb: before })
    const { pathname } = new URL(fileUrl(stage.app, media, 'thumb'))
    const old = await ask(stage.url, pathname)
    const { etag = '', 'last-modified': modified = '' } = old.headers
    const known = { headers: { 'if-none-match': etag } }
    stage.clock.offset += 2000
    expect([old.body.equals(before), (await ask(stage.url, pathname, known)).status]).toEqual([true, 304])

    await replaceFile(stage, fileKey(media, 'thumb'), after)
    stage.clock.offset += 2000
    const fresh = await ask(stage.url, pathname, known)
    expect([fresh.status, fresh.body.equals(after)]).toEqual([200, true])
    expect(fresh.headers.etag).not.toBe(etag)
    const since = await ask(stage.url, pathname, { headers: { 'if-modified-since': modified } })
    expect(since.status).toBe(200)
  },
)
