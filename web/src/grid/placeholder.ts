/** So many are kept: each is a few bytes, or a small picture. */
const most = 2000
const colours = new Map<string, string | undefined>()
const pictures = new Map<string, Promise<string | undefined>>()

/** The average colour of a picture, as CSS has it; undefined when nothing is known of it. */
export function colourOf(thumbhash: string | undefined): string | undefined {
  if (thumbhash === undefined || isSheer(thumbhash)) return undefined
  if (!colours.has(thumbhash)) keep(colours, thumbhash, averageOf(thumbhash))
  return colours.get(thumbhash)
}

/** The blurred picture as an address of its own. Costs about half a millisecond: for what is looked at. */
export async function blurOf(thumbhash: string | undefined): Promise<string | undefined> {
  if (thumbhash === undefined || isSheer(thumbhash)) return undefined
  const made = pictures.get(thumbhash) ?? draw(thumbhash)
  keep(pictures, thumbhash, made)
  return made
}

async function draw(hash: string): Promise<string | undefined> {
  const { thumbHashToDataURL } = await import('thumbhash')
  const bytes = bytesOf(hash)
  return bytes && thumbHashToDataURL(bytes)
}

/** A hash begins with the average: lightness, and two differences of colours, six bits each, the lowest first. */
function averageOf(hash: string): string | undefined {
  const [first = 0, second = 0, third = 0] = bytesOf(hash) ?? []
  const bits = first | (second << 8) | (third << 16)
  if (bits === 0) return undefined
  const lightness = (bits & 63) / 63
  const yellowToBlue = ((bits >> 6) & 63) / 31.5 - 1
  const redToGreen = ((bits >> 12) & 63) / 31.5 - 1
  const blue = lightness - (2 / 3) * yellowToBlue
  const red = (3 * lightness - blue + redToGreen) / 2
  const parts = [red, red - redToGreen, blue].map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255))
  return `rgb(${parts.join(' ')})`
}

function bytesOf(hash: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(hash), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}

function keep<Value>(kept: Map<string, Value>, hash: string, value: Value): void {
  if (kept.size >= most) kept.clear()
  kept.set(hash, value)
}

/** Whether a picture can be seen through, as far as its thumbhash says. */
export function isSheer(thumbhash: string | undefined): boolean {
  return thumbhash !== undefined && ((bytesOf(thumbhash)?.[2] ?? 0) & 0x80) !== 0
}
