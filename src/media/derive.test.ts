import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { bitmapPixels, bitmaps, sampleBmp } from '../../tests/bitmaps.ts'
import { jpegWithBrokenProfile, pngWithHalfItsPicture, truncatedJpeg } from '../../tests/hostile/files.ts'
import * as pictures from '../../tests/pictures.ts'
import { openWorkbench } from '../../tests/workbench.ts'

const bench = await openWorkbench()
const samples = {
  jpeg: pictures.samplePhoto,
  png: pictures.samplePng,
  webp: pictures.sampleWebp,
  avif: pictures.sampleAvif,
}
const plain = await openWorkbench({}, { ffmpeg: false })
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await plain[Symbol.asyncDispose]()
})

test.each([
  ['jpeg', () => pictures.samplePhoto(), 'jpg', { width: 500, height: 375 }],
  ['png', () => pictures.samplePng(), 'png', { width: 500, height: 313 }],
  ['png', () => pictures.samplePng({ sixteen: true, alpha: true }), 'png', { width: 500, height: 313 }],
  ['gif', () => pictures.sampleGif({ width: 600, height: 300 }), 'gif', { width: 500, height: 250 }],
  ['gif', () => pictures.sampleGif({ frames: 3 }), 'gif', { width: 120, height: 80 }],
  ['png', () => pictures.sampleApng(), 'png', { width: 64, height: 48 }],
  ['webp', () => pictures.sampleWebp(), 'webp', { width: 500, height: 313 }],
  ['webp', () => pictures.movingWebp(), 'webp', { width: 120, height: 80 }],
  ['avif', () => pictures.sampleAvif(), 'avif', undefined],
  ['jpeg', () => pictures.samplePhoto({ width: 90, height: 60 }), 'jpg', undefined],
  ['jpeg', () => pictures.samplePhoto({ width: 2000, height: 10 }), 'jpg', { width: 500, height: 3 }],
] as const)(
  'a %s stays byte for byte; its thumb and medium are of its family: %#',
  async (kind, make, extension, medium) => {
    const { original, renditions, failed, thumbhash, read } = await bench.derive(await make())
    expect(failed).toBeUndefined()
    expect(original).toMatchObject({ kind, changed: false, extension })
    expect(original.md5).toBeUndefined()
    expect(renditions.thumb).toMatchObject({ width: 320, height: 320, extension })
    if (medium) expect(renditions.medium).toMatchObject({ ...medium, extension })
    else expect(renditions.medium).toBeUndefined()
    const thumb = await sharp(await read('thumb')).metadata()
    expect(thumb).toMatchObject({ width: 320, height: 320, mediaType: renditions.thumb?.mime })
    expect(thumb.pages ?? 1).toBe(1)
    expect(Buffer.from(thumbhash ?? '', 'base64').length).toBeGreaterThan(5)
  },
)

test('renditions are upright, and hold neither EXIF nor XMP', async () => {
  const options = { orientation: 6, exif: true, icc: true, xmp: pictures.sampleXmp }
  const { renditions, read } = await bench.derive(await pictures.samplePhoto(options), { metadata: 'keep' })
  expect(renditions.medium).toMatchObject({ width: 500, height: 667 })
  for (const name of ['thumb', 'medium'] as const) {
    const metadata = await sharp(await read(name)).metadata()
    expect(metadata.exif ?? metadata.xmp ?? metadata.orientation).toBeUndefined()
  }
  const { data, info } = await sharp(await read('medium'))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const red = (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? 0
  // As coded, red grows to the right; turned upright, it grows downwards.
  expect(red(250, 600) - red(250, 60)).toBeGreaterThan(100)
  expect(Math.abs(red(450, 300) - red(50, 300))).toBeLessThan(30)
})

test('a CMYK photo gets renditions in RGB', async () => {
  const photo = await pictures.gradient(600, 400).toColourspace('cmyk').jpeg().toBuffer()
  const { original, read } = await bench.derive(photo, { metadata: 'keep' })
  expect(original.changed).toBe(false)
  expect((await sharp(await read('thumb')).metadata()).space).toBe('srgb')
})

test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
  'a %s is made narrower by a wished width',
  async (kind) => {
    const bytes = await samples[kind]({ orientation: 6, exif: true, icc: true })
    const { original, renditions, facts, read } = await bench.derive(bytes, { width: 150 })
    expect(original).toMatchObject({
      kind,
      width: 150,
      height: Math.round((150 * facts.height) / facts.width),
    })
    expect(original).toMatchObject({ changed: true, md5: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(renditions.medium).toBeUndefined()
    const metadata = await sharp(await read('original')).metadata()
    expect(metadata).toMatchObject({ width: 150, height: original.height })
    expect(metadata.orientation ?? 1).toBe(1)
    expect(metadata.exif).toBeUndefined()
    expect(metadata.icc).toBeDefined()
  },
)

test('an animation and a film pay no heed to a wished width', async () => {
  const gif = await bench.derive(await pictures.sampleGif({ frames: 3 }), { width: 50 })
  expect(gif.original).toMatchObject({ changed: false, width: 120 })
  const film = await bench.derive(await pictures.sampleVideo('mp4'), { width: 50 })
  expect(film.original).toMatchObject({ changed: false, width: 320 })
})

test.each(Object.entries(bitmaps))('a BMP of %s is stored as PNG with the same colours', async (_, make) => {
  const { original, renditions, read } = await bench.derive(make())
  expect(original).toMatchObject({ kind: 'png', extension: 'png', changed: true, width: 4, height: 3 })
  expect(renditions.thumb).toMatchObject({ extension: 'png', width: 320 })
  const { data, info } = await sharp(await read('original'))
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  const furthest = Math.max(...data.map((value, at) => Math.abs(value - (bitmapPixels[at] ?? -255))))
  expect(furthest).toBeLessThanOrEqual(8)
})

test('a BMP and a TIFF are made narrower on their way to PNG', async () => {
  for (const bytes of [sampleBmp(700, 500), await pictures.sampleTiff({ width: 700, height: 500 })]) {
    const { original, renditions } = await bench.derive(bytes, { width: 600 })
    expect(original).toMatchObject({ kind: 'png', width: 600, height: 429 })
    expect(renditions.medium).toMatchObject({ width: 500, height: 358, extension: 'png' })
  }
})

test.each([
  ['mp4', { rotate: 90 }, { width: 360, height: 640 }, { width: 360, height: 640 }],
  ['mov', {}, { width: 640, height: 360 }, { width: 500, height: 281 }],
  ['webm', {}, { width: 640, height: 360 }, { width: 500, height: 281 }],
] as const)('a %s gets its poster at a quarter of its length', async (container, options, frame, medium) => {
  const film = await pictures.sampleVideo(container, { width: 640, height: 360, seconds: 8, ...options })
  for (const { ffmpeg, use } of [
    { ffmpeg: true, use: bench },
    { ffmpeg: false, use: plain },
  ]) {
    const { original, renditions, failed, read } = await use.derive(film)
    expect(failed).toBeUndefined()
    expect(original).toMatchObject({ kind: container, changed: false })
    expect(renditions.frame).toMatchObject({ ...frame, extension: 'jpeg', mime: 'image/jpeg' })
    expect(renditions.thumb).toMatchObject({ width: 320, height: 320, extension: 'jpeg' })
    if (frame.width > 500) expect(renditions.medium).toMatchObject({ ...medium, extension: 'jpeg' })
    else expect(renditions.medium).toBeUndefined()
    const { channels } = await sharp(await read('frame')).stats()
    const colourful = Math.max(...channels.map(({ stdev }) => stdev)) > 60
    expect(colourful).toBe(ffmpeg)
  }
})

test('the second of a poster is chosen; a film has no picture beyond its end', async () => {
  const film = await pictures.sampleVideo('mp4', { seconds: 8 })
  const posterAt = async (posterAt?: number) => {
    const { failed, read } = await bench.derive(film, posterAt === undefined ? {} : { posterAt })
    expect(failed).toBeUndefined()
    return await read('frame')
  }
  const usual = await posterAt()
  expect((await posterAt(2)).equals(usual)).toBe(true)
  expect((await posterAt(6.5)).equals(usual)).toBe(false)
  // After the last picture begins, and after the film has ended.
  for (const late of [7.999, 8, 900]) expect((await posterAt(late)).equals(usual)).toBe(true)
})

test.each([
  ['a JPEG', truncatedJpeg],
  ['a PNG', pngWithHalfItsPicture],
] as const)(
  '%s that decodes only in part is refused, whatever is to become of its metadata',
  async (_, make) => {
    for (const metadata of ['keep', 'strip-all'] as const) {
      await expect(bench.derive(await make(), { metadata })).rejects.toMatchObject({ code: 'broken-file' })
    }
  },
)

test('a picture whose colour profile is broken is taken all the same', async () => {
  const { original, renditions, failed } = await bench.derive(await jpegWithBrokenProfile())
  expect({ changed: original.changed, failed }).toEqual({ changed: false, failed: undefined })
  expect(Object.keys(renditions)).toEqual(['thumb', 'medium'])
})

test('nothing but what is reported is left in the folder', async () => {
  const { original, renditions } = await bench.derive(await pictures.sampleVideo('mp4', { place: true }))
  const reported = [original, ...Object.values(renditions)].map(({ path }) => path)
  const folder = dirname(original.path)
  expect((await readdir(folder)).map((name) => `${folder}/${name}`).sort()).toEqual(
    [...reported, `${folder}/staged`].sort(),
  )
})
