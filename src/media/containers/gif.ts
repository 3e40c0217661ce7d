import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** An extension block: its label, and for application extensions whose it is. */
export type Extension = { label: number; application: string; start: number; end: number }

export type Gif = {
  /** Those that hold no timing of a frame. */
  extensions: Extension[]
  width: number
  height: number
  frames: number
  /** After the trailer, or after the last whole block where the trailer is missing. */
  end: number
}

const graphicControl = 0xf9
const applicationLabel = 0xff

/** Walks a GIF's blocks (GIF89a, section 15 ff.), counting frames without decoding any. */
export async function readGif(bytes: Bytes): Promise<Gif> {
  const screen = await bytes.at(6, 7)
  const gif: Gif = {
    extensions: [],
    width: screen.readUInt16LE(0),
    height: screen.readUInt16LE(2),
    frames: 0,
    end: 0,
  }
  let at = 13 + tableLength(screen[4] ?? 0)
  while (at < bytes.size) {
    const block = (await bytes.at(at, 1))[0]
    if (block === 0x3b) {
      at += 1
      break
    }
    if (block === 0x2c) {
      const flags = (await bytes.at(at + 9, 1))[0] ?? 0
      at = await skipSubBlocks(bytes, at + 10 + tableLength(flags) + 1)
      gif.frames += 1
    } else if (block === 0x21) {
      at = await readExtension(bytes, at, gif)
    } else throw broken(`an unknown GIF block at ${at}`)
    if (gif.extensions.length > 100_000) throw broken('too many GIF extensions')
  }
  if (gif.frames === 0) throw broken('the GIF has no picture')
  return { ...gif, end: at }
}

async function readExtension(bytes: Bytes, start: number, gif: Gif): Promise<number> {
  const label = (await bytes.at(start + 1, 1))[0] ?? 0
  const end = await skipSubBlocks(bytes, start + 2)
  if (label === graphicControl) return end
  const named = label === applicationLabel && (await bytes.at(start + 2, 1))[0] === 11
  const application = named ? (await bytes.at(start + 3, 11)).toString('latin1') : ''
  gif.extensions.push({ label, application, start, end })
  return end
}

async function skipSubBlocks(bytes: Bytes, from: number): Promise<number> {
  let at = from
  for (;;) {
    const length = (await bytes.at(at, 1))[0] ?? 0
    at += 1 + length
    if (length === 0) return at
  }
}

function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}
