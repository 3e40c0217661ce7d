import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { Facts } from './facts.ts'
import type { KindName } from './kinds.ts'

export type Programs = { ffmpeg: string | undefined; prlimit: string | undefined }

/** The demuxer that each kind is read with, whatever else a file claims to be. */
const demuxers: Partial<Record<KindName, string>> = { mp4: 'mov', mov: 'mov', webm: 'matroska' }

const cpuSeconds = 20
const addressBytes = 2 * 1024 ** 3
const outputBytes = 64 * 1024 ** 2

/**
 * Writes the picture of a film at `seconds`, at a quarter of its length where it has none there, or its first, as JPEG
 * and answers its path. ffmpeg reads that one file and nothing else, in one thread, with little time and memory. Throws
 * what ffmpeg said.
 */
export async function takeFrame(
  path: string,
  facts: Facts,
  made: { folder: string; seconds: number | undefined } & Programs,
): Promise<string> {
  const frame = join(made.folder, 'frame.jpeg')
  let failed: unknown
  for (const seconds of timesFor(facts, made.seconds)) {
    try {
      await run(made, frameArguments(path, facts, { seconds, frame }))
      await stat(frame)
      return frame
    } catch (error) {
      failed = error
      await rm(frame, { force: true })
    }
  }
  throw failed
}

/** Seconds, the best first. */
function timesFor({ duration = 0 }: Facts, wished: number | undefined): number[] {
  const usual = [duration / 4000, 0]
  return wished !== undefined && wished * 1000 < duration ? [wished, ...usual] : usual
}

function frameArguments(
  path: string,
  facts: Facts,
  { seconds, frame }: { seconds: number; frame: string },
): string[] {
  const { width, height, kind } = facts
  return [
    ...['-nostdin', '-v', 'error', '-threads', '1', '-protocol_whitelist', 'file'],
    ...['-f', demuxers[kind] ?? 'mov', '-ss', seconds.toFixed(3), '-i', `file:${path}`],
    ...[
      '-map',
      '0:v:0',
      '-an',
      '-sn',
      '-dn',
      '-map_metadata',
      '-1',
      '-frames:v',
      '1',
      '-filter_threads',
      '1',
    ],
    ...['-vf', `scale=${width}:${height}:out_color_matrix=bt601:out_range=pc,setsar=1,format=yuvj420p`],
    ...['-c:v', 'mjpeg', '-q:v', '3', '-threads', '1', '-flags', '+bitexact', '-fflags', '+bitexact'],
    ...['-f', 'image2', '-update', '1', '-y', frame],
  ]
}

function run({ ffmpeg, prlimit }: Programs, args: string[]): Promise<void> {
  if (!ffmpeg) return Promise.reject(new Error('there is no ffmpeg'))
  const limits = [
    `--cpu=${cpuSeconds}`,
    `--as=${addressBytes}`,
    `--fsize=${outputBytes}`,
    '--core=0',
    '--',
    ffmpeg,
  ]
  const [program, all] = prlimit ? [prlimit, [...limits, ...args]] : [ffmpeg, args]
  return new Promise((resolve, reject) => {
    const options = { timeout: cpuSeconds * 1000, killSignal: 'SIGKILL', maxBuffer: 1024 ** 2 } as const
    execFile(program, all, options, (error, _output, said) => {
      if (error) reject(new Error(said.trim().slice(-500) || error.message))
      else resolve()
    })
  })
}

/** What stands for a film whose picture cannot be had: a triangle on a dark ground, in the film's own size. */
export function drawNeutral({ width, height }: { width: number; height: number }): Sharp {
  const side = Math.max(1, Math.round(Math.min(width, height) / 4))
  const triangle = Buffer.alloc(side * side * 4)
  for (let y = 0; y < side; y++) {
    const reach = side - Math.abs(2 * y + 1 - side)
    for (let x = 0; x < side; x++) {
      const cover = Math.max(0, Math.min(1, reach - x))
      triangle.set([255, 255, 255, Math.round(cover * 200)], (y * side + x) * 4)
    }
  }
  return sharp({ create: { width, height, channels: 3, background: '#22262b' } }).composite([
    { input: triangle, raw: { width: side, height: side, channels: 4 } },
  ])
}
