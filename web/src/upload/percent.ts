import type { Progress } from './machine.ts'

/** What a file weighs at least, and an address, of which no size is known. */
const least = 64 * 1024
const unknown = 1024 * 1024

type Part = Pick<Progress, 'state' | 'size' | 'reached'>

const over = ['done', 'failed', 'cancelled']
const apart = ['ready', 'duplicate']

/**
 * How far a queue is, whole percent, by bytes: what failed or was cancelled is over. 100 only when every part is.
 * `before` is what was shown last: it never goes back.
 */
export function percentOf(parts: readonly Part[], before = 0): number {
  let all = 0
  let reached = 0
  let open = false
  for (const { state, size, reached: share } of parts) {
    if (apart.includes(state)) continue
    const weight = size === undefined ? unknown : Math.max(size, least)
    all += weight
    reached += over.includes(state) ? weight : weight * share
    open ||= !over.includes(state)
  }
  if (all === 0) return before
  const percent = open ? Math.min(99, Math.floor((reached / all) * 100)) : 100
  return Math.max(before, percent)
}

/** A measurement of speed over the last seconds. */
export type Pace = { samples: { at: number; bytes: number }[] }

/** Milliseconds over which speed is measured. */
const window = 8000

/** Notes how many bytes had gone out at a time. */
export function note(pace: Pace, at: number, bytes: number): void {
  pace.samples.push({ at, bytes })
  while (pace.samples.length > 2 && at - (pace.samples[0]?.at ?? at) > window) pace.samples.shift()
}

/** Bytes a second, and seconds until `left` bytes are out; undefined until enough is known. */
export function estimate({ samples }: Pace, left: number): { rate: number; seconds: number } | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 1000 || last.bytes <= first.bytes) return undefined
  const rate = ((last.bytes - first.bytes) / (last.at - first.at)) * 1000
  return { rate, seconds: Math.ceil(left / rate) }
}
