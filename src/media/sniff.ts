import { closeSync, openSync, readSync } from 'node:fs'
import { AppError } from '../errors.ts'
import { isKindName, type KindName, kindNames, kinds, unavailableKinds } from './kinds.ts'

const headLength = 512

/** Says from the first bytes what a file is, whatever its name; refuses what is not in the table. */
export async function sniff(path: string): Promise<KindName> {
  const head = readHead(path)
  const kind = recognise(head)
  if (kind && kind !== 'tiff') return kind
  return await askLibrary(path, head, kind)
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(headLength)
    return head.subarray(0, readSync(file, head, 0, headLength, 0))
  } finally {
    closeSync(file)
  }
}

function recognise(head: Buffer): KindName | undefined {
  const text = head.toString('latin1', 0, 16)
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp'
  if (text.startsWith('BM') && isBmpHeader(head)) return 'bmp'
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'tiff'
  if (text.startsWith('\x1aE\xdf\xa3') && /\x42\x82[\x81-\xff]webm/.test(head.toString('latin1', 0, 128))) {
    return 'webm'
  }
  if (text.slice(4, 8) === 'ftyp') return recogniseBrands(head)
  // QuickTime films older than the file type box begin with whichever box comes first.
  if (/^(moov|mdat|wide|free|skip|pnot)$/.test(text.slice(4, 8))) return 'mov'
  return undefined
}

const dibHeaderSizes = new Set([12, 16, 40, 52, 56, 64, 108, 124])

function isBmpHeader(head: Buffer): boolean {
  return head.length >= 26 && dibHeaderSizes.has(head.readUInt32LE(14))
}

const filmBrand =
  /^(iso[m2-9a-c]|mp4[12]|mp71|avc1|M4V[ HP]?|MSNV|dash|dby1|ndsc|ndsm|NDSC|XAVC|3g[pe2][0-9a-z]|mmp4|kddi)/

/** ISO base media files say in brands which of the family they are. */
function recogniseBrands(head: Buffer): KindName | undefined {
  if (head.length < 16) return undefined
  const end = Math.min(head.readUInt32BE(0), head.length)
  const major = head.toString('latin1', 8, 12)
  const brands = [major]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4))
  if (brands.includes('avif') || brands.includes('avis')) return 'avif'
  if (major === 'qt  ') return 'mov'
  return filmBrand.test(major) ? 'mp4' : undefined
}

/** The library knows the many that are not ours, raw files of cameras among them, which begin like TIFF. */
async function askLibrary(path: string, head: Buffer, guess: KindName | undefined): Promise<KindName> {
  const { fileTypeFromFile } = await import('file-type')
  const found = (await fileTypeFromFile(path))?.ext ?? (looksLikeSvg(head) ? 'svg' : undefined)
  if (found === 'tif') return 'tiff'
  if (found === undefined && guess) return guess
  if (found && isKindName(found)) return found
  const label = found === undefined ? undefined : unavailableKinds[found]
  if (label) throw new AppError('kind-unavailable', `${label} is not taken here; send ${listLabels()}`)
  throw new AppError('unsupported', `Not a picture or film that is taken here; send ${listLabels()}`, {
    details: found === undefined ? {} : { what: found.toUpperCase() },
  })
}

function looksLikeSvg(head: Buffer): boolean {
  return /<svg[\s>]/i.test(head.toString('utf8'))
}

function listLabels(): string {
  const labels = kindNames.map((name) => kinds[name].label)
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`
}
