import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { DerivedFile, Pixels } from './derived.ts'
import { kinds, type StillFormat } from './kinds.ts'
import { paletteOf } from './palette.ts'
import { hashSamples, samplePixels } from './placeholder.ts'

export const thumbSide = 320
export const mediumWidth = 500

type Size = { width: number; height: number }

export type Plan = {
  /** What the one decode is to be reduced to: enough for everything that is made from it. */
  base: Size
  medium: Size | undefined
}

export type Renditions = {
  renditions: { thumb?: DerivedFile; medium?: DerivedFile }
  thumbhash?: string
  palette?: string[]
  failed?: string
}

/** Plans renditions of a picture as a viewer sees it; a medium only where it is smaller, or stands for an animation. */
export function planRenditions({ width, height }: Size, animated: boolean): Plan {
  const wide = Math.min(mediumWidth, width)
  const medium = width > mediumWidth || animated ? scale({ width, height }, wide / width) : undefined
  const forThumb = Math.max(thumbSide / width, thumbSide / height)
  const share = Math.min(1, Math.max(forThumb, medium ? wide / width : 0))
  return { base: scale({ width, height }, share), medium }
}

/** Decodes once, as small as the plan allows, upright and in sRGB. Throws when the picture is damaged. */
export async function decode(still: Sharp, { base }: Plan): Promise<Pixels> {
  const { data, info } = await still
    .autoOrient()
    .resize(base.width, base.height, { fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels as Pixels['channels'] }
}

/** Thumb, medium and placeholder of a picture, written into `folder`. What cannot be written is said in `failed`. */
export async function render(
  pixels: Pixels,
  plan: Plan,
  output: { folder: string; format: StillFormat; extension?: string },
): Promise<Renditions> {
  const made: Renditions = { renditions: {} }
  const wanted = {
    thumb: { width: thumbSide, height: thumbSide },
    ...(plan.medium ? { medium: plan.medium } : {}),
  }
  for (const [name, size] of Object.entries(wanted) as ['thumb' | 'medium', Size][]) {
    try {
      const picture = open(pixels).resize(size.width, size.height, { fit: 'cover' })
      made.renditions[name] = await writeStill(picture, { ...output, name })
    } catch (error) {
      if (isSystemError(error)) throw error
      made.failed = `${name}: ${error instanceof Error ? error.message : error}`
    }
  }
  const samples = samplePixels(pixels)
  made.thumbhash = hashSamples(samples)
  made.palette = paletteOf(samples)
  return made
}

/** Encodes a picture into `<folder>/<name>.<extension>`. */
export async function writeStill(
  picture: Sharp,
  output: { folder: string; name: string; format: StillFormat; extension?: string },
): Promise<DerivedFile> {
  const { extensions, mime } = kinds[output.format]
  const extension = output.extension ?? extensions[0]
  const { data, info } = await encode(picture, output.format).toBuffer({ resolveWithObject: true })
  const path = join(output.folder, `${output.name}.${extension}`)
  writeFileSync(path, data)
  return { path, extension, mime, size: data.length, width: info.width, height: info.height }
}

export function open({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } })
}

/** Settings for small pictures within a request: fast first, then small. */
function encode(picture: Sharp, format: StillFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return picture.flatten({ background: '#fff' }).jpeg({ quality: 80 })
    case 'png':
      // Filters cost a screenshot twice this time and save nothing; level 2 is a tenth smaller for a third more time.
      return picture.png({ compressionLevel: 1, adaptiveFiltering: false, palette: false })
    case 'webp':
      return picture.webp({ quality: 80, effort: 2 })
    case 'gif':
      return picture.gif({ effort: 1 })
    case 'avif':
      return picture.avif({ quality: 55, effort: 1 })
  }
}

function scale({ width, height }: Size, share: number): Size {
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
