import { AppError } from '../errors.ts'
import { readCamera, readIs360 } from './camera.ts'
import { readBmp } from './containers/bmp.ts'
import { type Bytes, openBytes } from './containers/bytes.ts'
import { readGif } from './containers/gif.ts'
import { readJpegHeader } from './containers/jpeg.ts'
import { readPng } from './containers/png.ts'
import { readWebp } from './containers/webp.ts'
import { openStill } from './decoder.ts'
import type { Facts } from './facts.ts'
import { type KindName, kinds } from './kinds.ts'
import type { MediaLimits } from './limits.ts'
import { sniff } from './sniff.ts'
import { broken } from './task.ts'

type Shape = { width: number; height: number; frames: number; animated: boolean }

/** Believes the bytes: kind, size, frames, camera data. Nothing is decoded; limits are kept before anything could be. */
export async function inspect(path: string, limits: MediaLimits): Promise<Facts> {
  const kind = await sniff(path)
  if (kinds[kind].type === 'video') {
    const { inspectVideo } = await import('./video.ts')
    const facts = await inspectVideo(path, kind)
    checkShape(facts, limits)
    return facts
  }
  await using bytes = await openBytes(path)
  const shape = await readShape(kind, bytes)
  if (shape) checkShape(shape, limits)
  if (kind === 'bmp' && shape) return { kind, ...shape, is360: false, camera: {} }
  const metadata = await openStill(path, limits)
    .metadata()
    .catch((error) => {
      throw broken(error)
    })
  const { width, height } = metadata.autoOrient
  const facts = {
    kind,
    width,
    height,
    frames: shape?.frames ?? 1,
    animated: shape?.animated ?? false,
    is360: readIs360(metadata),
    camera: readCamera(metadata),
  }
  checkShape(facts, limits)
  return facts
}

/** What the container says; undefined for a kind whose header only its decoder reads. */
async function readShape(kind: KindName, bytes: Bytes): Promise<Shape | undefined> {
  const still = { frames: 1, animated: false }
  switch (kind) {
    case 'jpeg':
      return { ...still, ...pickSize(await readJpegHeader(bytes)) }
    case 'bmp':
      return { ...still, ...(await readBmp(bytes)) }
    case 'png': {
      const png = await readPng(bytes)
      return { ...pickSize(png), frames: png.frames, animated: png.frames > 1 }
    }
    case 'gif': {
      const gif = await readGif(bytes)
      return { ...pickSize(gif), frames: gif.frames, animated: gif.frames > 1 }
    }
    case 'webp': {
      const webp = await readWebp(bytes)
      return { ...pickSize(webp), frames: webp.frames, animated: webp.animated }
    }
    case 'avif': {
      const { readAvifFrames } = await import('./containers/avif.ts')
      const frames = await readAvifFrames(bytes)
      return { width: 1, height: 1, frames, animated: frames > 1 }
    }
    default:
      return undefined
  }
}

function pickSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height }
}

function checkShape(shape: Shape, limits: MediaLimits): void {
  const { width, height, frames } = shape
  if (width < 1 || height < 1) throw broken('no width or height')
  if (Math.max(width, height) > limits.side)
    refuse(`${width} × ${height} pixels; a side may have ${limits.side}`)
  if (width * height > limits.pixels) refuse(`${width} × ${height} pixels; ${limits.pixels} may be in all`)
  if (frames > limits.frames) refuse(`${frames} frames; ${limits.frames} are allowed`)
  if (frames > 1 && frames * width * height > limits.framePixels)
    refuse(`${frames} frames of ${width} × ${height}`)
}

function refuse(what: string): never {
  throw new AppError('too-complex', `The picture is too large to work with: ${what}`)
}
