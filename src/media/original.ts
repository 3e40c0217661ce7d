import { createHash } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sharp } from 'sharp'
import { openStill } from './decoder.ts'
import type { Derived, DeriveRequest, Pixels } from './derived.ts'
import { kinds, storedKind } from './kinds.ts'
import type { MediaLimits } from './limits.ts'
import { planCuts } from './metadata/cuts.ts'
import { applyCuts } from './metadata/rewrite.ts'
import { open } from './render.ts'
import { broken } from './task.ts'

type Original = Derived['original']

/** What is to be stored: the file as sent, or its copy without metadata, or the picture encoded anew. */
export async function makeOriginal(
  request: DeriveRequest,
  limits: MediaLimits,
  pixels?: Pixels,
): Promise<Original> {
  const { facts, folder } = request
  const kind = storedKind(facts.kind)
  const target = wishedWidth(request)
  if (target === undefined && kind === facts.kind) return await stripped(request, request.path, facts)
  const picture = pixels ? open(pixels) : openStill(request.path, limits).autoOrient()
  const { data, info } = await encodeOriginal(target ? picture.resize(target) : picture, request)
    .toBuffer({ resolveWithObject: true })
    .catch((error) => {
      throw broken(error)
    })
  const path = join(folder, `encoded.${kinds[kind].extensions[0]}`)
  await writeFile(path, data)
  if (request.metadata === 'strip-location')
    return { ...(await stripped(request, path, info)), changed: true }
  const md5 = createHash('md5').update(data).digest('hex')
  return { ...describe(request, info), path, size: data.length, changed: true, md5 }
}

/** Pixels of what is to be stored: the file's, or less by the wished width. */
export function storedSize(request: DeriveRequest): { width: number; height: number } {
  const { width, height } = request.facts
  const wished = wishedWidth(request)
  return wished
    ? { width: wished, height: Math.max(1, Math.round((height * wished) / width)) }
    : { width, height }
}

function wishedWidth({ facts, width }: DeriveRequest): number | undefined {
  const isStill = kinds[facts.kind].type === 'image' && !facts.animated
  return isStill && width !== undefined && width < facts.width ? width : undefined
}

/** The file, or a copy in `folder` when metadata must go from it. */
async function stripped(
  request: DeriveRequest,
  path: string,
  size: { width: number; height: number },
): Promise<Original> {
  const original = { ...describe(request, size), path, size: (await stat(path)).size, changed: false }
  const cuts = await planCuts(original.kind, path, request.metadata)
  if (cuts.length === 0) return original
  const copy = join(request.folder, `original.${original.extension}`)
  const { md5, bytes } = await applyCuts(path, copy, cuts)
  return { ...original, path: copy, size: bytes, changed: true, md5 }
}

function describe({ facts }: DeriveRequest, { width, height }: { width: number; height: number }) {
  const kind = storedKind(facts.kind)
  const { extensions, mime } = kinds[kind]
  return { kind, extension: extensions[0], mime, width, height }
}

/** Settings for what stays in the library: good to look at, profile kept, in the kind of what came. */
function encodeOriginal(picture: Sharp, { facts, metadata }: DeriveRequest): Sharp {
  const kept = metadata === 'strip-all' ? picture.keepIccProfile() : picture.keepMetadata()
  switch (storedKind(facts.kind)) {
    case 'jpeg':
      return kept.jpeg({ quality: 90 })
    case 'webp':
      return kept.webp({ quality: 90 })
    case 'avif':
      return kept.avif({ quality: 65, effort: 2 })
    case 'gif':
      return kept.gif()
    default:
      return kept.png({ compressionLevel: 6, adaptiveFiltering: true })
  }
}
