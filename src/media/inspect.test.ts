import { afterAll, expect, test } from 'vitest'
import { bitmaps } from '../../tests/bitmaps.ts'
import * as hostile from '../../tests/hostile/files.ts'
import * as pictures from '../../tests/pictures.ts'
import { openWorkbench } from '../../tests/workbench.ts'

const bench = await openWorkbench()
afterAll(() => bench[Symbol.asyncDispose]())

const still = { frames: 1, animated: false, is360: false, camera: {} }
const film = { ...still, duration: 2000 }

test.each([
  ['jpeg', () => pictures.samplePhoto(), { ...still, width: 800, height: 600 }],
  ['png', () => pictures.samplePng({ alpha: true }), { ...still, width: 640, height: 400 }],
  ['bmp', bitmaps['24 bit from the top'], { ...still, width: 4, height: 3 }],
  ['bmp', bitmaps['24 bit with the header of OS/2'], { ...still, width: 4, height: 3 }],
  ['gif', () => pictures.sampleGif(), { ...still, width: 120, height: 80 }],
  [
    'gif',
    () => pictures.sampleGif({ frames: 3 }),
    { ...still, width: 120, height: 80, frames: 3, animated: true },
  ],
  ['png', () => pictures.sampleApng(), { ...still, width: 64, height: 48, frames: 2, animated: true }],
  ['webp', () => pictures.sampleWebp(), { ...still, width: 640, height: 400 }],
  ['webp', () => pictures.movingWebp(), { ...still, width: 120, height: 80, frames: 4, animated: true }],
  ['avif', () => pictures.sampleAvif(), { ...still, width: 320, height: 200 }],
  ['tiff', () => pictures.sampleTiff(), { ...still, width: 640, height: 400 }],
  ['mp4', () => pictures.sampleVideo('mp4'), { ...film, width: 320, height: 240 }],
  ['mp4', () => pictures.sampleVideo('mp4', { rotate: 90 }), { ...film, width: 240, height: 320 }],
  ['mov', () => pictures.sampleVideo('mov'), { ...film, width: 320, height: 240 }],
  ['webm', () => pictures.sampleVideo('webm'), { ...film, width: 320, height: 240 }],
] as const)('a %s is known by its bytes: %#', async (kind, make, facts) => {
  expect(await bench.inspect(await make())).toEqual({ kind, ...facts })
})

test('width and height are those a viewer sees', async () => {
  const facts = await bench.inspect(await pictures.samplePhoto({ orientation: 6 }))
  expect(facts).toMatchObject({ width: 600, height: 800 })
})

test('what the camera wrote is reported, with its clock, the place apart from what is shown', async () => {
  const facts = await bench.inspect(await pictures.samplePhoto({ exif: true, xmp: pictures.sampleXmp }))
  expect(facts.is360).toBe(true)
  expect(facts.camera).toMatchObject({
    title: 'Fog & gate',
    description: 'A gate in the fog',
    make: 'Acme',
    model: 'Box 1',
    takenAt: Date.UTC(2024, 4, 6, 5, 8, 9),
    exif: { DateTimeOriginal: '2024:05:06 07:08:09', FNumber: 2.8 },
  })
  expect(facts.camera.place).toEqual({ latitude: 52.52, longitude: 13.4 })
  expect(JSON.stringify({ ...facts.camera, place: undefined })).not.toMatch(/gps|latitude/i)
})

test('a film’s title is reported', async () => {
  const facts = await bench.inspect(await pictures.sampleVideo('mp4', { place: true }))
  expect(facts.camera).toEqual({ title: 'A walk' })
})

test.each([
  ['a PNG that says 65,000 × 65,000', hostile.pngBomb, 'too-complex'],
  ['a JPEG that says 64,250 × 64,250', hostile.jpegBomb, 'too-complex'],
  ['a BMP that says 30,000 × 30,000', hostile.bmpBomb, 'too-complex'],
  ['a GIF of 10,000 frames', hostile.gifFrames, 'too-complex'],
  ['a GIF of many large frames', hostile.gifOfManyLargeFrames, 'too-complex'],
  ['a zip named .jpg', hostile.zipNamedJpg, 'unsupported'],
  ['a page named .png', hostile.htmlNamedPng, 'unsupported'],
  ['an SVG', hostile.svgWithScript, 'kind-unavailable'],
  [
    'a JPEG cut off in its header',
    async () => (await pictures.samplePhoto()).subarray(0, 100),
    'broken-file',
  ],
  ['a truncated PNG', hostile.truncatedPng, 'broken-file'],
  ['a truncated WebP', hostile.truncatedWebp, 'broken-file'],
  ['a truncated TIFF', async () => (await pictures.sampleTiff()).subarray(0, 5000), 'broken-file'],
  ['an MP4 without moov', hostile.mp4WithoutMoov, 'broken-file'],
  ['an MP4 without a picture', hostile.mp4WithoutPicture, 'broken-file'],
  ['a playlist named .mp4', hostile.playlistNamedMp4, 'unsupported'],
  ['a playlist inside an MP4', hostile.playlistInsideMp4, 'broken-file'],
  ['nothing', () => Buffer.alloc(0), 'unsupported'],
  ['an icon', () => Buffer.from('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x04\0', 'latin1'), 'kind-unavailable'],
  ['a HEIC', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'kind-unavailable'],
  ['a Matroska film', () => Buffer.from('\x1aE\xdf\xa3\x8bB\x82\x88matroska', 'latin1'), 'kind-unavailable'],
] as const)('%s is refused', async (_, make, code) => {
  await expect(bench.inspect(await make())).rejects.toMatchObject({ code })
})

test.each([
  ['a text chunk that unpacks to a quarter of a gigabyte', hostile.pngTextBomb],
  ['EXIF that points at itself', hostile.jpegWithCircularExif],
  ['EXIF that points behind its end', hostile.jpegWithLostExif],
] as const)('%s does no harm', async (_, make) => {
  const facts = await bench.inspect(await make())
  expect(facts.camera).toEqual({})
})
