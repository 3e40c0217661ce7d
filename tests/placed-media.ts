import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../src/core/app.ts'
import { actorOf } from '../src/core/keys.ts'
import { recordUpload } from '../src/core/record.ts'
import type { Actor, Media, Wishes } from '../src/core/words.ts'
import { type KindName, kinds } from '../src/media/kinds.ts'

export type Placed = {
  /** The original's bytes, of any content: they are not looked at. */
  bytes: Buffer
  /** The thumb's bytes; none: there is no thumb. */
  thumb?: Buffer
  kind?: KindName
  wishes?: Wishes
  actor?: Actor
}

/** Puts bytes of any size and content into the library as an upload would, without decoding them. */
export async function placeMedia(app: App, placed: Placed): Promise<Media> {
  const { bytes, thumb, kind = 'jpeg', wishes = {} } = placed
  const folder = await mkdtemp(join(tmpdir(), 'tintype-placed-'))
  const size = { width: 640, height: 480 }
  const file = async (name: string, data: Buffer, of: KindName) => {
    await writeFile(join(folder, name), data)
    const { mime, extensions } = kinds[of]
    return { path: join(folder, name), mime, extension: extensions[0], size: data.length, ...size }
  }
  try {
    const original = { ...(await file('original', bytes, kind)), kind, changed: false }
    const made = thumb && { thumb: await file('thumb', thumb, kinds[kind].rendition) }
    const digests = { digest: hash('sha256', bytes), md5: hash('md5', bytes) }
    return await recordUpload(app, {
      actor: placed.actor ?? (await guest(app)),
      staged: {
        folder,
        path: original.path,
        size: bytes.length,
        ...digests,
        [Symbol.asyncDispose]: async () => {},
      },
      wishes: { expiry: 0, ...wishes },
      facts: { kind, ...size, frames: 1, animated: false, is360: false, camera: {} },
      derived: { original, renditions: made ?? {} },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Bytes that do not repeat. */
export function noise(size: number): Buffer {
  return randomBytes(size)
}

/** Nobody in particular, without a limit on how long things stay. */
async function guest(app: App): Promise<Actor> {
  const actor = await actorOf(app, undefined, { address: '203.0.113.7', sure: true })
  return { ...actor, group: { ...actor.group, defaultExpiry: undefined, maxExpiry: undefined } }
}

function hash(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex')
}
