import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash'

const colours = new Map<string, string>()
const pictures = new Map<string, string>()
const most = 2000

/** The average colour of a picture, as CSS has it; undefined when nothing is known of it. */
export function colourOf(thumbhash: string | undefined): string | undefined {
  if (thumbhash === undefined) return undefined
  return kept(colours, thumbhash, (bytes) => {
    const { r, g, b } = thumbHashToAverageRGBA(bytes)
    const part = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 255)
    return `rgb(${part(r)} ${part(g)} ${part(b)})`
  })
}

/** The blurred picture as an address of its own. Costs about half a millisecond: for what is looked at. */
export function blurOf(thumbhash: string | undefined): string | undefined {
  return thumbhash === undefined ? undefined : kept(pictures, thumbhash, thumbHashToDataURL)
}

function kept(
  known: Map<string, string>,
  hash: string,
  make: (bytes: Uint8Array) => string,
): string | undefined {
  let found = known.get(hash)
  if (found === undefined) {
    if (known.size >= most) known.clear()
    try {
      found = make(Uint8Array.from(atob(hash), (char) => char.charCodeAt(0)))
    } catch {
      found = ''
    }
    known.set(hash, found)
  }
  return found === '' ? undefined : found
}
