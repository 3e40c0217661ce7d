import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { sampleBmp } from '../bitmaps.ts'
import {
  gradient,
  pngChunk,
  pngHeader,
  pngSignature,
  sampleAvif,
  sampleGif,
  samplePhoto,
  samplePng,
  sampleTiff,
  sampleVideo,
  sampleWebp,
} from '../pictures.ts'

const small = () => samplePng({ width: 300, height: 200 })
const photo = () => samplePhoto({ width: 1600, height: 1200 })
const text = async () => Buffer.from('root:x:0:0:root:/root:/bin/bash\n'.repeat(40))

/** What stands for each file of the recordings: of the same kind and dimensions, made here. */
const files: Readonly<Record<string, () => Promise<Buffer>>> = {
  'small.png': small,
  'photo.jpg': photo,
  'shot.png': () => samplePng({ width: 800, height: 600 }),
  '1x1.png': () => samplePng({ width: 1, height: 1 }),
  'uniq1.png': () => samplePng({ width: 310, height: 210 }),
  'uniq2.png': () => samplePng({ width: 290, height: 200 }),
  'small.bmp': async () => sampleBmp(300, 200),
  'small.tiff': () => sampleTiff({ width: 300, height: 200 }),
  'tiny.avif': () => sampleAvif({ width: 64, height: 64 }),
  'static.webp': () => sampleWebp({ width: 1600, height: 1200 }),
  'anim.gif': () => sampleGif({ width: 640, height: 480, frames: 3 }),
  'anim.png': async () => movingPng(640, 480),
  'big24mp.jpg': noise,
  'photo-exif.jpg': () => titledPhoto(1),
  'photo-rot6.jpg': () => titledPhoto(6),
  'video.mp4': () => sampleVideo('mp4', { width: 640, height: 360, seconds: 8 }),
  'video.webm': () => sampleVideo('webm', { width: 640, height: 360, seconds: 8 }),
  'Badgers _ animated music video _ MrWeebl.mp4': () => sampleVideo('mp4', { seconds: 75 }),
  'broken.jpg': async () => (await photo()).subarray(0, 20_000),
  'broken.png': async () => (await small()).subarray(0, 700),
  'text.jpg': text,
  'text.txt': text,
  'vec.svg': async () => Buffer.from('<html><body>No picture</body></html>'),
}

const made = new Map<string, Promise<Buffer>>()

/** The bytes that stand for a file of the recordings, the same at every call. */
export function recordedFile(name: string): Promise<Buffer> {
  const make = files[name]
  if (!make) throw new Error(`there is no file ${name}`)
  const known = made.get(name) ?? make()
  made.set(name, known)
  return known
}

/** Above 5 MB, as noise is. */
function noise(): Promise<Buffer> {
  const noisy = { type: 'gaussian', mean: 128, sigma: 30 } as const
  return sharp({ create: { width: 6000, height: 4000, channels: 3, noise: noisy, background: '#000' } })
    .jpeg({ quality: 60 })
    .toBuffer()
}

async function titledPhoto(orientation: number): Promise<Buffer> {
  const jpeg = await gradient(1600, 1200)
    .withExif({
      IFD0: { ImageDescription: 'Exif description here', Make: 'Canon', Model: 'Canon EOS R5' },
      IFD2: { DateTimeOriginal: '2020:02:03 04:05:06' },
    })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer()
  return Buffer.concat([jpeg.subarray(0, 2), iptcTitle('IPTC title'), jpeg.subarray(2)])
}

/** A JPEG segment with an IPTC title, as Photoshop writes it. */
function iptcTitle(title: string): Buffer {
  const value = Buffer.concat([Buffer.from([0x1c, 2, 5, 0, title.length]), Buffer.from(title)])
  const resource = Buffer.concat([
    Buffer.from('Photoshop 3.0\0' + '8BIM\x04\x04\0\0', 'latin1'),
    Buffer.from([0, 0, 0, value.length]),
    value,
    Buffer.alloc(value.length % 2),
  ])
  const head = Buffer.from([0xff, 0xed, 0, 0])
  head.writeUInt16BE(resource.length + 2, 2)
  return Buffer.concat([head, resource])
}

/** An APNG of two frames. */
function movingPng(width: number, height: number): Buffer {
  const frame = (shade: number) => {
    const rows = Buffer.alloc((width * 3 + 1) * height, shade)
    for (let row = 0; row < height; row++) rows[row * (width * 3 + 1)] = 0
    return deflateSync(rows)
  }
  const control = (sequence: number) => {
    const bytes = Buffer.alloc(26)
    bytes.writeUInt32BE(sequence, 0)
    bytes.writeUInt32BE(width, 4)
    bytes.writeUInt32BE(height, 8)
    bytes.writeUInt16BE(1, 20)
    bytes.writeUInt16BE(10, 22)
    return pngChunk('fcTL', bytes)
  }
  return Buffer.concat([
    pngSignature,
    pngHeader(width, height),
    pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])),
    control(0),
    pngChunk('IDAT', frame(40)),
    control(1),
    pngChunk('fdAT', Buffer.concat([Buffer.from([0, 0, 0, 2]), frame(200)])),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}
