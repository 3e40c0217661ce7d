import { deflateSync } from 'node:zlib'
import {
  pngChunk,
  pngHeader,
  pngSignature,
  samplePhoto,
  samplePng,
  sampleVideo,
  sampleWebp,
} from '../pictures.ts'

/**
 * Files that were made to hurt, or that hurt by accident. Each stays for ever, with its story. Wherever one is taken
 * in, it must be refused in the caller's words, and nothing may be left behind.
 */

/** A few bytes that say 65,000 × 65,000: whoever allocates before asking needs 12 GB. */
export function pngBomb(side = 65_000): Buffer {
  const nothing = pngChunk('IDAT', deflateSync(Buffer.alloc(1024)))
  return Buffer.concat([pngSignature, pngHeader(side, side), nothing, pngChunk('IEND', Buffer.alloc(0))])
}

/** The same as a JPEG of some hundred bytes (bimg 394): the size in the header is a lie that decoders believe. */
export async function jpegBomb(): Promise<Buffer> {
  const bytes = Buffer.from(await samplePhoto({ width: 16, height: 16 }))
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  bytes.writeUInt16BE(64_250, frame + 5)
  bytes.writeUInt16BE(64_250, frame + 7)
  return bytes
}

/** A GIF of so many frames, 19 bytes each: viewers decode them all, and so did thumbnailers. */
export function gifFrames(frames = 10_000, side = 1): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  screen.writeUInt16LE(side, 6)
  screen.writeUInt16LE(side, 8)
  const frame = Buffer.from(',\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0', 'latin1')
  const pause = Buffer.from('!\xf9\x04\0\x02\0\0\0', 'latin1')
  const pictures = Array.from({ length: frames }, () => Buffer.concat([pause, frame]))
  return Buffer.concat([screen, ...pictures, Buffer.from(';')])
}

/** Frames × pixels: 3,000 frames pass and 32,000² does not, but 1,500 frames of 8,000² are as bad. */
export function gifOfManyLargeFrames(): Buffer {
  return gifFrames(1500, 8000)
}

/** An empty archive under a picture's name. */
export function zipNamedJpg(): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  return end
}

/** A page under a picture's name: whoever serves it by its name's type runs a stranger's script. */
export function htmlNamedPng(): Buffer {
  return Buffer.from('<!doctype html><script>alert(document.domain)</script>')
}

/** SVG is a program that draws (CVE-2023-40032 and many others). */
export function svgWithScript(): Buffer {
  return Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>',
  )
}

/** A connection that broke: the first part of a photo. */
export async function truncatedJpeg(): Promise<Buffer> {
  return (await samplePhoto()).subarray(0, 9000)
}

export async function truncatedPng(): Promise<Buffer> {
  const whole = await samplePng()
  return whole.subarray(0, Math.floor(whole.length / 2))
}

/** Whole by its chunks, but with less picture in them than its header says. */
export function pngWithHalfItsPicture(): Buffer {
  const rows = Buffer.alloc((64 * 3 + 1) * 24)
  return Buffer.concat([
    pngSignature,
    pngHeader(64, 48),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

export async function truncatedWebp(): Promise<Buffer> {
  const whole = await sampleWebp()
  return whole.subarray(0, Math.floor(whole.length / 2))
}

/** A camera that was switched off too early: all the film, but not the table that says where what is. */
export async function mp4WithoutMoov(): Promise<Buffer> {
  const film = Buffer.from(await sampleVideo('mp4'))
  film.write('free', film.indexOf('moov'), 'latin1')
  return film
}

/** Sound alone in a film's container. */
export async function mp4WithoutPicture(): Promise<Buffer> {
  const film = Buffer.from(await sampleVideo('mp4'))
  film.write('soun', film.indexOf('hdlr', film.indexOf('moov')) + 12, 'latin1')
  return film
}

/** A playlist that makes ffmpeg read a local file (CVE-2016-1897, CVE-2017-9993, ffmpegthumbnailer 252). */
export function playlistNamedMp4(): Buffer {
  return Buffer.from(
    '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nconcat:file:///etc/passwd\n#EXT-X-ENDLIST\n',
  )
}

/** The same, behind enough of an MP4 to be taken for one. */
export function playlistInsideMp4(): Buffer {
  const head = Buffer.from('\0\0\0\x14ftypisom\0\0\0\0isom', 'latin1')
  return Buffer.concat([head, playlistNamedMp4()])
}

/** A text chunk of kilobytes that unpacks to a gigabyte (image-rs 696). */
export async function pngTextBomb(): Promise<Buffer> {
  const whole = await samplePng()
  const packed = deflateSync(Buffer.alloc(256 * 1024 ** 2), { level: 9 })
  const chunk = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), packed]))
  const header = 8 + 25
  return Buffer.concat([whole.subarray(0, header), chunk, whole.subarray(header)])
}

/** EXIF whose directory points at itself, with a count of values that would fill the memory. */
export async function jpegWithCircularExif(): Promise<Buffer> {
  const exif = Buffer.alloc(60)
  exif.write('Exif\0\0II*\0', 0, 'latin1')
  exif.writeUInt32LE(8, 10)
  exif.writeUInt16LE(2, 14)
  for (const [at, tag] of [
    [16, 0x8825],
    [28, 0x8769],
  ] as const) {
    exif.writeUInt16LE(tag, at)
    exif.writeUInt16LE(4, at + 2)
    exif.writeUInt32LE(0xffffffff, at + 4)
    exif.writeUInt32LE(8, at + 8)
  }
  exif.writeUInt32LE(8, 40)
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2])
  const photo = await samplePhoto()
  return Buffer.concat([photo.subarray(0, 2), head, exif, photo.subarray(2)])
}

/** EXIF whose first directory lies behind the block's end: readers answer null, or read what is not theirs. */
export async function jpegWithLostExif(): Promise<Buffer> {
  const photo = Buffer.from(await samplePhoto({ exif: true }))
  photo.writeUInt32LE(0xffffff00, photo.indexOf('Exif\0\0II') + 10)
  return photo
}

/** A colour profile that no engine can use; the picture itself is sound. */
export async function jpegWithBrokenProfile(): Promise<Buffer> {
  const photo = Buffer.from(await samplePhoto({ icc: true }))
  const profile = photo.indexOf('ICC_PROFILE\0') + 14
  photo.fill(0xff, profile + 12, profile + 24)
  return photo
}

/** 14 bytes of run-length code that claim 30,000 × 30,000 pixels within every limit but the pixels'. */
export function bmpBomb(side = 30_000): Buffer {
  const bytes = Buffer.alloc(14 + 40 + 8 + 2)
  bytes.write('BM', 0, 'latin1')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(62, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(side, 18)
  bytes.writeInt32LE(side, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(8, 28)
  bytes.writeUInt32LE(1, 30)
  bytes.writeUInt32LE(2, 46)
  bytes.writeUInt16LE(0x0100, 62)
  return bytes
}
