import type { Bytes } from '../containers/bytes.ts'

/**
 * A range of a file that goes, and what stands in its place. With `pad` zeros fill the rest of the range, so that
 * nothing behind it moves.
 */
export type Cut = { start: number; end: number; with?: Buffer; pad?: true }

export type StripMode = 'strip-all' | 'strip-location'

/** Leaves out cuts that would write what is there already, so that a clean file stays byte for byte. */
export async function effective(bytes: Bytes, cuts: readonly Cut[]): Promise<Cut[]> {
  const changing: Cut[] = []
  for (const cut of outermost(cuts)) {
    if (await changes(bytes, cut)) changing.push(cut)
  }
  return changing
}

const step = 64 * 1024

async function changes(bytes: Bytes, cut: Cut): Promise<boolean> {
  const { start, end, with: text = Buffer.alloc(0), pad } = cut
  if (!pad && text.length !== end - start) return true
  if (!(await bytes.at(start, text.length)).equals(text)) return true
  for (let at = start + text.length; at < end; at += step) {
    const chunk = await bytes.at(at, Math.min(step, end - at))
    if (chunk.some((byte) => byte !== 0)) return true
  }
  return false
}

/** The cuts in order, without those that begin inside another. */
export function outermost(cuts: readonly Cut[]): Cut[] {
  const kept: Cut[] = []
  let reached = 0
  for (const cut of [...cuts].sort((one, other) => one.start - other.start || other.end - one.end)) {
    if (cut.start < reached || cut.end <= cut.start) continue
    kept.push(cut)
    reached = cut.end
  }
  return kept
}
