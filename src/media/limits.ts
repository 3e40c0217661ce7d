import { availableParallelism } from 'node:os'

/** What a file may ask of the machine. */
export type MediaLimits = {
  /** How many files are worked on at once, each in a process of its own. */
  processes: number
  /** Width × height. */
  pixels: number
  /** Of an animation. */
  frames: number
  /** Frames × width × height of an animation. */
  framePixels: number
  /** The longer side, pixels. */
  side: number
  /** Resident memory of one process, bytes. */
  memoryBytes: number
  /** Milliseconds one file may be worked on. */
  timeout: number
  /** Milliseconds a file may wait for a free process; then the refusal is `busy`. */
  maxWait: number
}

export const defaultLimits: MediaLimits = {
  processes: Math.min(4, availableParallelism()),
  pixels: 100_000_000,
  frames: 3000,
  framePixels: 2_000_000_000,
  side: 32_768,
  memoryBytes: 1024 ** 3,
  timeout: 60_000,
  maxWait: 30_000,
}
