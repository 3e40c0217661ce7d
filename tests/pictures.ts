import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Exif, type Sharp } from 'sharp'

const made = new Map<string, Promise<Buffer>>()

/** Pictures and films made on the spot, each once in a process. Sizes and options are part of what it is. */
function once(name: string, make: () => Buffer | Promise<Buffer>): Promise<Buffer> {
  const known = made.get(name) ?? Promise.resolve().then(make)
  made.set(name, known)
  return known
}

/** A gradient with some noise, so that it is neither empty nor large; left is dark, right is bright. */
export function gradient(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels)
  let seed = 1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      const noise = (seed >>> 16) & 7
      const at = (y * width + x) * channels
      data[at] = (x * 248) / width + noise
      data[at + 1] = (y * 248) / height + noise
      data[at + 2] = 100 + noise
      if (channels === 4) data[at + 3] = x < width / 2 ? 255 : 128
    }
  }
  return sharp(data, { raw: { width, height, channels } })
}

export const sampleExif: Exif = {
  IFD0: { Make: 'Acme', Model: 'Box 1', ImageDescription: 'A gate in the fog' },
  IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', OffsetTimeOriginal: '+02:00', FNumber: '28/10' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '52/1 31/1 12/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '13/1 24/1 0/1',
  },
}

export type PhotoOptions = {
  width?: number
  height?: number
  /** EXIF's 1 to 8. */
  orientation?: number
  /** With the camera's EXIF, place included. */
  exif?: boolean
  xmp?: string
  /** With Display P3's profile. */
  icc?: boolean
}

/** A JPEG, as coded 800 × 600 unless told otherwise. */
export function samplePhoto(options: PhotoOptions = {}): Promise<Buffer> {
  return once(`jpeg ${JSON.stringify(options)}`, () => {
    const picture = gradient(options.width ?? 800, options.height ?? 600)
    return withOptions(picture, options).jpeg({ quality: 85 }).toBuffer()
  })
}

function withOptions(picture: Sharp, { orientation, exif, xmp, icc }: PhotoOptions): Sharp {
  let result = picture
  if (icc) result = result.withIccProfile('p3')
  if (exif) result = result.withExif(sampleExif)
  if (xmp) result = result.withXmp(xmp)
  if (orientation !== undefined) result = result.withMetadata({ orientation })
  return result
}

/** XMP with a title, a place, and GPano's word that the picture wraps around. */
export const sampleXmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:ProjectionType="equirectangular"
 exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24.0E">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Fog &amp; gate</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>`

/** A PNG of 640 × 400 unless told otherwise. */
export function samplePng(
  options: PhotoOptions & { alpha?: boolean; sixteen?: boolean } = {},
): Promise<Buffer> {
  return once(`png ${JSON.stringify(options)}`, () => {
    const picture = gradient(options.width ?? 640, options.height ?? 400, options.alpha ? 4 : 3)
    const deep = options.sixteen ? picture.toColourspace('rgb16') : picture
    return withOptions(deep, options).png().toBuffer()
  })
}

export function sampleWebp(options: PhotoOptions = {}): Promise<Buffer> {
  return once(`webp ${JSON.stringify(options)}`, () => {
    return withOptions(gradient(options.width ?? 640, options.height ?? 400), options)
      .webp()
      .toBuffer()
  })
}

export function sampleAvif(options: PhotoOptions = {}): Promise<Buffer> {
  return once(`avif ${JSON.stringify(options)}`, () => {
    return withOptions(gradient(options.width ?? 320, options.height ?? 200), options)
      .avif({ effort: 0 })
      .toBuffer()
  })
}

export function sampleTiff(options: PhotoOptions = {}): Promise<Buffer> {
  return once(`tiff ${JSON.stringify(options)}`, () => {
    return withOptions(gradient(options.width ?? 640, options.height ?? 400), options)
      .tiff({ compression: 'lzw' })
      .toBuffer()
  })
}

type FilmOptions = { width?: number; height?: number; frames?: number }

/** A GIF; with one frame, it stands still. */
export function sampleGif({ width = 120, height = 80, frames = 1 }: FilmOptions = {}): Promise<Buffer> {
  return once(`gif ${width} ${height} ${frames}`, () =>
    animation(width, height, frames).gif({ loop: 0 }).toBuffer(),
  )
}

export function movingWebp({ width = 120, height = 80, frames = 4 }: FilmOptions = {}): Promise<Buffer> {
  return once(`moving webp ${width} ${height} ${frames}`, () =>
    animation(width, height, frames).webp().toBuffer(),
  )
}

function animation(width: number, height: number, frames: number): Sharp {
  const data = Buffer.alloc(width * height * frames * 3)
  for (let at = 0; at < data.length; at++) {
    const frame = Math.floor(at / (width * height * 3))
    data[at] = (at % 3 === 0 ? 255 : (at * 7) / 3 + frame * 60) & 0xf0
  }
  return sharp(data, { raw: { width, height: height * frames, channels: 3, pageHeight: height } })
}

/** An APNG of two frames, 64 × 48, put together from chunks. */
export function sampleApng(): Promise<Buffer> {
  return once('apng', () => {
    const row = (shade: number) => Buffer.concat([Buffer.from([0]), Buffer.alloc(64 * 3, shade)])
    const picture = (shade: number) =>
      deflateSync(Buffer.concat(Array.from({ length: 48 }, () => row(shade))))
    const control = (sequence: number) => {
      const bytes = Buffer.alloc(26)
      for (const [at, value] of [
        [0, sequence],
        [4, 64],
        [8, 48],
      ] as const)
        bytes.writeUInt32BE(value, at)
      bytes.writeUInt16BE(1, 20)
      bytes.writeUInt16BE(10, 22)
      return pngChunk('fcTL', bytes)
    }
    return Buffer.concat([
      pngSignature,
      pngHeader(64, 48),
      pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])),
      control(0),
      pngChunk('IDAT', picture(40)),
      control(1),
      pngChunk('fdAT', Buffer.concat([Buffer.from([0, 0, 0, 2]), picture(200)])),
      pngChunk('IEND', Buffer.alloc(0)),
    ])
  })
}

export const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export function pngHeader(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes.set([8, 2, 0, 0, 0], 8)
  return pngChunk('IHDR', bytes)
}

/** A PNG chunk with its length and checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

/** A film of 2 seconds, 320 × 240 unless told otherwise, H.264 or VP8; needs ffmpeg on PATH. */
export function sampleVideo(
  container: 'mp4' | 'mov' | 'webm',
  options: {
    width?: number
    height?: number
    seconds?: number
    place?: boolean
    rotate?: 90 | 180 | 270
  } = {},
): Promise<Buffer> {
  return once(`${container} ${JSON.stringify(options)}`, () => {
    const { width = 320, height = 240, seconds = 2, place, rotate } = options
    const source = `testsrc=size=${width}x${height}:rate=10:duration=${seconds}`
    const codec = container === 'webm' ? ['-c:v', 'libvpx'] : ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']
    const tags = place ? ['-metadata', 'location=+52.5200+013.4050/', '-metadata', 'title=A walk'] : []
    const film = ['-f', 'lavfi', '-i', source, ...codec, '-threads', '1', ...tags]
    return inFolder((folder) => {
      const [plain, turned] = [join(folder, `plain.${container}`), join(folder, `turned.${container}`)]
      ffmpeg([...film, plain])
      if (!rotate) return readFileSync(plain)
      ffmpeg(['-i', plain, '-c', 'copy', '-metadata:s:v', `rotate=${rotate}`, turned])
      return readFileSync(turned)
    })
  })
}

function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...args])
}

function inFolder(make: (folder: string) => Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-film-'))
  try {
    return make(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
