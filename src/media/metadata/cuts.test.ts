import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import exifReader from 'exif-reader'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import * as pictures from '../../../tests/pictures.ts'
import type { MetadataMode } from '../derived.ts'
import type { KindName } from '../kinds.ts'
import { planCuts } from './cuts.ts'
import { applyCuts } from './rewrite.ts'

const root = await mkdtemp(join(tmpdir(), 'tintype-cuts-'))
afterAll(() => rm(root, { recursive: true }))

/** The bytes that are to be stored, or undefined when they are those that came. */
async function strip(kind: KindName, bytes: Buffer, mode: MetadataMode): Promise<Buffer | undefined> {
  const folder = await mkdtemp(join(root, 'file-'))
  const [source, target] = [join(folder, 'source'), join(folder, 'target')]
  await writeFile(source, bytes)
  const cuts = await planCuts(kind, source, mode)
  if (cuts.length === 0) return undefined
  const { md5, bytes: length } = await applyCuts(source, target, cuts)
  const result = await readFile(target)
  expect(await readFile(source)).toEqual(bytes)
  expect({ md5, length }).toEqual({
    md5: createHash('md5').update(result).digest('hex'),
    length: result.length,
  })
  expect(await planCuts(kind, target, mode)).toEqual([])
  return result
}

async function pixels(bytes: Buffer): Promise<Buffer> {
  return await sharp(bytes, { animated: true }).autoOrient().raw().toBuffer()
}

const all = { exif: true, icc: true, xmp: pictures.sampleXmp, orientation: 6 }
const stills = [
  ['jpeg', pictures.samplePhoto],
  ['png', pictures.samplePng],
  ['webp', pictures.sampleWebp],
  ['avif', pictures.sampleAvif],
] as const

describe.each(stills)('%s', (kind, make) => {
  test('strip-all leaves the pixels, the profile and the orientation', async () => {
    const before = await make(all)
    const after = await strip(kind, before, 'strip-all')
    if (!after) throw new Error('nothing was stripped')
    const metadata = await sharp(after).metadata()
    expect(metadata.xmp).toBeUndefined()
    expect(after.includes('Acme') || after.includes('GPano') || after.includes('gate')).toBe(false)
    expect(metadata.icc).toBeDefined()
    if (kind === 'avif') expect(metadata.exif).toBeUndefined()
    else expect(exifReader(metadata.exif ?? Buffer.alloc(0)).Image).toEqual({ Orientation: 6 })
    expect(await pixels(after)).toEqual(await pixels(before))
  })

  test('strip-location takes the place and leaves the rest', async () => {
    const before = await make(all)
    const after = await strip(kind, before, 'strip-location')
    if (!after) throw new Error('nothing was stripped')
    const metadata = await sharp(after).metadata()
    const exif = exifReader(metadata.exif ?? Buffer.alloc(0))
    expect(exif.Image?.Make).toBe('Acme')
    expect(exif.Photo?.FNumber).toBe(2.8)
    expect(exif.Image?.Orientation).toBe(6)
    expect(exif.GPSInfo).toBeUndefined()
    expect(metadata.xmpAsString).toContain('Fog &amp; gate')
    expect(metadata.xmpAsString).not.toMatch(/GPSLat|52,31/)
    expect(await pixels(after)).toEqual(await pixels(before))
  })

  test('what carries nothing, or is to be kept, stays byte for byte', async () => {
    expect(await strip(kind, await make({ icc: true }), 'strip-all')).toBeUndefined()
    expect(await strip(kind, await make({}), 'strip-location')).toBeUndefined()
    expect(await strip(kind, await make(all), 'keep')).toBeUndefined()
  })
})

test('a JPEG loses comments, IPTC and what follows the picture; what is left is the photo without them', async () => {
  const photo = await pictures.samplePhoto()
  const comment = Buffer.from('\xff\xfe\0\x08secret', 'latin1')
  const iptc = Buffer.from('\xff\xed\0\x18Photoshop 3.0\x008BIM\x1c\x02\x5a\0', 'latin1')
  const trailer = Buffer.from('\0\0\0\x18ftypmp42', 'latin1')
  const dirty = Buffer.concat([photo.subarray(0, 2), comment, iptc, photo.subarray(2), trailer])
  expect(await strip('jpeg', dirty, 'strip-all')).toEqual(photo)
})

test('a PNG, still or moving, loses texts, dates and strangers’ chunks; what is left is the picture without them', async () => {
  const texts = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'caBX', 'prVt']
  const chunks = texts.map((type) => pictures.pngChunk(type, Buffer.from('Author\0someone')))
  for (const picture of [await pictures.samplePng(), await pictures.sampleApng()]) {
    const dirty = Buffer.concat([
      picture.subarray(0, 33),
      ...chunks,
      picture.subarray(33),
      Buffer.from('behind'),
    ])
    expect(await strip('png', dirty, 'strip-all')).toEqual(picture)
  }
})

test('a GIF loses comments and XMP, and keeps how often it repeats', async () => {
  const gif = await pictures.sampleGif({ frames: 3 })
  const comment = Buffer.from('!\xfe\x05hello\0', 'latin1')
  const xmp = Buffer.from(`!\xff\x0bXMP DataXMP\x40${'x'.repeat(64)}\0`, 'latin1')
  const dirty = Buffer.concat([gif.subarray(0, -1), comment, xmp, Buffer.from(';behind')])
  expect(await strip('gif', dirty, 'strip-all')).toEqual(gif)
  const placed = Buffer.concat([
    gif.subarray(0, -1),
    Buffer.from('!\xff\x0bXMP DataXMP\x20exif:GPSLatitude="52"           \0;', 'latin1'),
  ])
  expect(await strip('gif', placed, 'strip-location')).toEqual(gif)
  expect(await strip('gif', dirty, 'strip-location')).toBeUndefined()
  expect(gif.includes('NETSCAPE2.0')).toBe(true)
})

test('a moving WebP keeps its frames', async () => {
  const webp = await pictures.movingWebp()
  const dirty = await sharp(webp, { animated: true })
    .withExif(pictures.sampleExif)
    .webp({ lossless: true })
    .toBuffer()
  const after = await strip('webp', dirty, 'strip-all')
  if (!after) throw new Error('nothing was stripped')
  expect(await sharp(after).metadata()).toMatchObject({ pages: 4 })
  expect((await sharp(after).metadata()).exif).toBeUndefined()
  expect(await pixels(after)).toEqual(await pixels(dirty))
})

test('bytes of a comment that look like a picture’s end do not end it', async () => {
  const photo = await pictures.samplePhoto()
  const comment = Buffer.from('\xff\xfe\0\x06\xff\xd9\xff\xd9', 'latin1')
  const dirty = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)])
  expect(await strip('jpeg', dirty, 'strip-all')).toEqual(photo)
})
