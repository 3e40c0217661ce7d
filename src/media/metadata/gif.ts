import type { Bytes } from '../containers/bytes.ts'
import { type Extension, readGif } from '../containers/gif.ts'
import type { Cut, StripMode } from './cut.ts'
import { hasPlace } from './xmp.ts'

const comment = 0xfe
const application = 0xff
/** How often it repeats, and the colour profile. */
const drawn = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012'])
const longestXmp = 4 * 1024 ** 2

/** Cuts for a GIF: comments and applications' own data; what follows its end goes too. */
export async function planGif(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const gif = await readGif(bytes)
  const cuts: Cut[] = []
  for (const extension of gif.extensions) {
    const { start, end } = extension
    const goes = mode === 'strip-all' ? isMetadata(extension) : await holdsPlace(bytes, extension)
    if (goes) cuts.push({ start, end })
  }
  if (mode === 'strip-all' && gif.end < bytes.size) cuts.push({ start: gif.end, end: bytes.size })
  return cuts
}

function isMetadata(extension: Extension): boolean {
  return extension.label === comment || (extension.label === application && !drawn.has(extension.application))
}

/** XMP in a GIF is checked by whoever reads it backwards, so that it cannot be blanked in part. */
async function holdsPlace(bytes: Bytes, { application: owner, start, end }: Extension): Promise<boolean> {
  if (owner !== 'XMP DataXMP') return false
  return end - start > longestXmp || hasPlace(await bytes.at(start, end - start))
}
