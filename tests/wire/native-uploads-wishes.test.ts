import sharp from 'sharp'
import { Upload } from 'tus-js-client'
import { describe, expect, test } from 'vitest'
import type { Media, MediaDetails } from '../../src/dialects/native/wire-media.ts'
import type { Site } from '../../src/dialects/native/wire-people.ts'
import { samplePhoto, sampleVideo } from '../pictures.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { call, type Refused, sendMedia } from './native-client.ts'
import { expectNothingLeft, stageForAll } from './smms-client.ts'

/** The same bytes go up again and again. */
const again = { again: '1' }

async function sendInParts(stage: Stage, bytes: Buffer, key: string, fields: Record<string, string>) {
  return await new Promise<Media>((resolve, reject) => {
    new Upload(bytes, {
      endpoint: `${stage.url}/api/uploads`,
      headers: { authorization: key },
      metadata: { filename: 'photo.jpg', ...again, ...fields },
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(JSON.parse(lastResponse.getBody())),
    }).start()
  })
}

async function bytesOf(media: Media): Promise<Buffer> {
  return Buffer.from(await (await fetch(media.file.url)).arrayBuffer())
}

describe.each(databases)('what is wished for the data in a file, on %s', (database) => {
  /** What is left of a photo with a place, sent with a wish: in its file, and in what is told of it. */
  const leave = async (stage: Stage, key: string, metadata?: string) => {
    const bytes = await samplePhoto({ exif: true })
    const fields = { ...again, ...(metadata && { metadata }) }
    const whole = await sendMedia(stage, { key, bytes, name: 'photo.jpg', fields })
    const inParts = await sendInParts(stage, bytes, key, fields)
    const left: unknown[] = []
    for (const media of [whole.body, inParts]) {
      const file = await bytesOf(media)
      const { exif = Buffer.alloc(0) } = await sharp(file).metadata()
      const { body } = await call<MediaDetails>(stage, `GET /api/media/${media.id}`, { key })
      const { title, description, camera, place, takenAt } = body
      left.push({
        camera: exif.includes('Acme'),
        place: exif.includes(Buffer.from([52, 0, 0, 0, 1, 0, 0, 0, 31])),
        told: [title, description, camera.length > 0, place !== undefined, takenAt !== undefined],
      })
    }
    expect(left[1]).toEqual(left[0])
    return left[0]
  }
  const all = { camera: true, place: true, told: ['photo', 'A gate in the fog', true, true, true] }
  const noPlace = { camera: true, place: false, told: ['photo', 'A gate in the fog', true, false, true] }
  const none = { camera: false, place: false, told: ['photo', undefined, false, false, false] }
  /** A site that takes it out by itself shows what the file said of its picture. */
  const noneButText = { ...none, told: ['photo', 'A gate in the fog', false, false, false] }

  test.each([
    ['keep', { '': all, 'strip-location': noPlace, 'strip-all': none }],
    ['strip-location', { '': noPlace, 'strip-location': noPlace, 'strip-all': none }],
    ['strip-all', { '': noneButText, 'strip-location': noneButText, 'strip-all': none }],
  ] as const)('where the site says %s: never less than that', async (METADATA, expected) => {
    await using stage = await openStage({ database, environment: { METADATA } })
    const { key } = await stage.person()
    for (const [wished, left] of Object.entries(expected)) {
      expect([wished, await leave(stage, key, wished)]).toEqual([wished, left])
    }
    const { body } = await call<Site>(stage, 'GET /api/site')
    expect(body.limits.metadata).toBe(METADATA)
    await expectNothingLeft(stage)
  })
})

describe.each(databases)('which picture stands for a film, on %s', (database) => {
  const stage = stageForAll(database)

  test('the one at the second that is wished, in one go and in parts', async () => {
    const { key } = await stage.person()
    const bytes = await sampleVideo('mp4', { seconds: 8 })
    const posterOf = async ({ poster }: Media) => {
      if (!poster) throw new Error('no poster')
      return Buffer.from(await (await fetch(poster.url)).arrayBuffer())
    }
    const sent = async (fields: Record<string, string>) => {
      const { body } = await sendMedia(stage, {
        key,
        bytes,
        name: 'film.mp4',
        fields: { ...again, ...fields },
      })
      return posterOf(body)
    }
    const usual = await sent({})
    const chosen = await sent({ posterAt: '6.5' })
    expect(chosen.equals(usual)).toBe(false)
    expect((await posterOf(await sendInParts(stage, bytes, key, { posterAt: '6.5' }))).equals(chosen)).toBe(
      true,
    )
    expect((await sent({ posterAt: '90' })).equals(usual)).toBe(true)
    const { body } = await call<Site>(stage, 'GET /api/site')
    expect(body.limits.posters).toBe(true)
  })

  test.each([
    ['metadata', 'keep'],
    ['posterAt', '-1'],
    ['posterAt', 'soon'],
  ])('%s: %s is refused', async (field, value) => {
    const { key } = await stage.person()
    const bytes = await samplePhoto()
    const refused = await sendMedia<Refused>(stage, { key, bytes, fields: { [field]: value } })
    expect([refused.status, refused.body.error]).toMatchObject([400, { code: 'bad-input', field }])
    await expectNothingLeft(stage)
  })
})
