import type { Box } from '../containers/boxes.ts'
import type { Bytes } from '../containers/bytes.ts'
import type { Cut, StripMode } from './cut.ts'

/** Codecs of what action cameras, phones and drones measure while they film. */
const withPlace = new Set(['gpmd', 'camm', 'mebx', 'rtmd', 'gps ', 'djmd', 'dbgi'])
const maxTable = 64 * 1024 ** 2

/** Whether a track, given by its boxes, holds measurements: with a place in them, or, for `strip-all`, any. */
export async function isMeasuring(bytes: Bytes, boxes: Box[], mode: StripMode): Promise<boolean> {
  const handler = boxes.find(({ path }) => path === 'moov/trak/mdia/hdlr')
  const description = boxes.find(({ path }) => path === 'moov/trak/mdia/minf/stbl/stsd')
  const codec = description ? await letters(bytes, description, 12) : ''
  if (withPlace.has(codec)) return true
  return mode === 'strip-all' && handler !== undefined && (await letters(bytes, handler, 8)) === 'meta'
}

async function letters(bytes: Bytes, box: Box, at: number): Promise<string> {
  return box.data + at + 4 <= box.end ? (await bytes.at(box.data + at, 4)).toString('latin1') : ''
}

/** Cuts that zero every sample of a track, wherever in the file they lie. */
export async function sampleCuts(bytes: Bytes, boxes: Box[]): Promise<Cut[]> {
  const sizes = await readSizes(await table(bytes, boxes, 'stsz'))
  const chunks = readOffsets(await table(bytes, boxes, 'stco'), await table(bytes, boxes, 'co64'))
  const runs = readRuns(await table(bytes, boxes, 'stsc'))
  const cuts: Cut[] = []
  let sample = 0
  for (const [index, start] of chunks.entries()) {
    const run = runs.findLast(({ first }) => first <= index + 1)
    let end = start
    for (let count = run?.samples ?? 0; count > 0 && sample < sizes.count; count--) end += sizes.at(sample++)
    if (end > start && end <= bytes.size) cuts.push({ start, end, pad: true })
  }
  return cuts
}

async function table(bytes: Bytes, boxes: Box[], type: string): Promise<Buffer> {
  const box = boxes.find(({ path }) => path === `moov/trak/mdia/minf/stbl/${type}`)
  if (!box || box.end - box.data > maxTable) return Buffer.alloc(0)
  return Buffer.from(await bytes.at(box.data, box.end - box.data))
}

function readSizes(stsz: Buffer): { count: number; at(sample: number): number } {
  if (stsz.length < 12) return { count: 0, at: () => 0 }
  const all = stsz.readUInt32BE(4)
  const count = stsz.readUInt32BE(8)
  if (all !== 0) return { count, at: () => all }
  return {
    count: Math.min(count, Math.floor((stsz.length - 12) / 4)),
    at: (sample) => stsz.readUInt32BE(12 + sample * 4),
  }
}

function readOffsets(stco: Buffer, co64: Buffer): number[] {
  const offsets: number[] = []
  for (let at = 8; at + 4 <= stco.length; at += 4) offsets.push(stco.readUInt32BE(at))
  for (let at = 8; at + 8 <= co64.length; at += 8) offsets.push(Number(co64.readBigUInt64BE(at)))
  return offsets
}

function readRuns(stsc: Buffer): { first: number; samples: number }[] {
  const runs: { first: number; samples: number }[] = []
  for (let at = 8; at + 12 <= stsc.length; at += 12) {
    runs.push({ first: stsc.readUInt32BE(at), samples: stsc.readUInt32BE(at + 4) })
  }
  return runs
}
