import type { Limits } from './contract.ts'

/** What the first bytes of a file say: a media type, or the name of a kind that is known and nobody takes. */
export type Sniffed = { mime?: string; label?: string; animated: boolean }

/** How many of a file's first bytes are looked at. */
export const headLength = 65_536

/** Judges a file by its first bytes, as the server will: its name and declared type mean nothing. */
export function sniff(head: Uint8Array): Sniffed {
  const ascii = (from: number, length: number) => String.fromCharCode(...head.subarray(from, from + length))
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)
  const still = (mime: string, animated = false): Sniffed => ({ mime, animated })
  if (starts(0xff, 0xd8, 0xff)) return still('image/jpeg')
  if (starts(0x89, 0x50, 0x4e, 0x47)) return still('image/png', find(head, 'acTL') >= 0)
  if (ascii(0, 4) === 'GIF8') return still('image/gif', true)
  if (ascii(0, 4) === 'RIFF' && ascii(8, 4) === 'WEBP') {
    return still('image/webp', ascii(12, 4) === 'VP8X' && ((head[20] ?? 0) & 2) !== 0)
  }
  if (ascii(4, 4) === 'ftyp') return sniffBoxes(ascii(8, 4), ascii(16, Math.min(64, head.length)))
  if (['moov', 'mdat', 'wide', 'free', 'skip'].includes(ascii(4, 4))) return still('video/quicktime')
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) {
    return find(head, 'webm') >= 0 ? still('video/webm') : { label: 'MKV', animated: true }
  }
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return still('image/tiff')
  if (ascii(0, 2) === 'BM' && head.length > 26) return still('image/bmp')
  return sniffOthers(head, ascii)
}

function sniffBoxes(brand: string, others: string): Sniffed {
  if (brand === 'avis') return { mime: 'image/avif', animated: true }
  if (brand === 'avif' || (brand === 'mif1' && others.includes('avif'))) {
    return { mime: 'image/avif', animated: others.includes('avis') }
  }
  if (/^(hei|hev|mif1|msf1)/.test(brand)) return { label: 'HEIC', animated: false }
  if (brand === 'crx ') return { label: 'CR3', animated: false }
  return { mime: brand === 'qt  ' ? 'video/quicktime' : 'video/mp4', animated: true }
}

function sniffOthers(head: Uint8Array, ascii: (from: number, length: number) => string): Sniffed {
  const text = new TextDecoder().decode(head.subarray(0, 512)).trimStart().toLowerCase()
  const label =
    ascii(0, 4) === '%PDF'
      ? 'PDF'
      : ascii(0, 4) === '8BPS'
        ? 'PSD'
        : text.startsWith('<svg') || (text.startsWith('<?xml') && text.includes('<svg'))
          ? 'SVG'
          : ascii(0, 2) === 'PK'
            ? 'ZIP'
            : undefined
  return label === undefined ? { animated: false } : { label, animated: false }
}

function find(head: Uint8Array, word: string): number {
  const bytes = [...word].map((letter) => letter.charCodeAt(0))
  const last = Math.min(head.length, 4096) - bytes.length
  for (let at = 0; at <= last; at++) {
    if (bytes.every((byte, index) => head[at + index] === byte)) return at
  }
  return -1
}

/** What a file is by the table of what may be uploaded; undefined when it may not. */
export function kindFor(
  sniffed: Sniffed,
  name: string,
  kinds: Limits['kinds'],
): Limits['kinds'][number] | undefined {
  if (sniffed.mime !== undefined) {
    const close = (mime: string) => (mime === 'video/quicktime' ? 'video/mp4' : mime)
    return (
      kinds.find(({ mime }) => mime === sniffed.mime) ??
      kinds.find(({ mime }) => mime === close(sniffed.mime ?? ''))
    )
  }
  if (sniffed.label !== undefined) return undefined
  // Bytes that say nothing to us may to the server, when the name claims a kind with many beginnings.
  const claimed = kindNamed(name, kinds)
  return claimed?.type === 'video' ? claimed : undefined
}

/** Whether a file's name claims what may be uploaded, and its bytes are nothing that is known. */
export function isDamaged(sniffed: Sniffed, name: string, kinds: Limits['kinds']): boolean {
  const isKnown = sniffed.mime !== undefined || sniffed.label !== undefined
  return !isKnown && kindNamed(name, kinds) !== undefined
}

function kindNamed(name: string, kinds: Limits['kinds']): Limits['kinds'][number] | undefined {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return kinds.find(({ extensions }) => extensions.includes(extension))
}
