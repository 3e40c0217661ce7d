import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { sampleVideo } from '../../../tests/pictures.ts'
import type { MetadataMode } from '../derived.ts'
import type { KindName } from '../kinds.ts'
import { planCuts } from './cuts.ts'
import { applyCuts } from './rewrite.ts'

const root = await mkdtemp(join(tmpdir(), 'tintype-films-'))
afterAll(() => rm(root, { recursive: true }))
const run = promisify(execFile)

async function strip(kind: KindName, bytes: Buffer, mode: MetadataMode) {
  const folder = await mkdtemp(join(root, 'file-'))
  const [source, target] = [join(folder, `source.${kind}`), join(folder, `target.${kind}`)]
  await writeFile(source, bytes)
  const cuts = await planCuts(kind, source, mode)
  if (cuts.length === 0) return undefined
  const { md5 } = await applyCuts(source, target, cuts)
  const after = await readFile(target)
  expect(after.length).toBe(bytes.length)
  expect(md5).toBe(createHash('md5').update(after).digest('hex'))
  expect(await planCuts(kind, target, mode)).toEqual([])
  return {
    after,
    tags: await readTags(target),
    frames: await hashFrames(target),
    before: await hashFrames(source),
  }
}

async function readTags(path: string): Promise<string> {
  return (await run('ffprobe', ['-v', 'error', '-show_format', '-show_streams', path])).stdout
}

/** A hash of every frame as decoded. */
async function hashFrames(path: string): Promise<string> {
  return (await run('ffmpeg', ['-nostdin', '-v', 'error', '-xerror', '-i', path, '-f', 'framemd5', '-']))
    .stdout
}

describe.each(['mp4', 'mov', 'webm'] as const)('%s', (kind) => {
  test('strip-all takes titles and places, and every frame stays', async () => {
    const result = await strip(kind, await sampleVideo(kind, { place: true }), 'strip-all')
    expect(result?.tags).not.toMatch(/52\.52|A walk/)
    expect(result?.after.includes('A walk')).toBe(false)
    expect(result?.frames).toBe(result?.before)
  })

  test('strip-location takes the place alone', async () => {
    const result = await strip(kind, await sampleVideo(kind, { place: true }), 'strip-location')
    expect(result?.tags).not.toContain('52.52')
    expect(result?.after.includes('+52.5200')).toBe(false)
    expect(result?.tags).toContain('A walk')
    expect(result?.frames).toBe(result?.before)
  })

  test('what carries nothing, or is to be kept, stays byte for byte', async () => {
    expect(await strip(kind, await sampleVideo(kind), 'strip-all')).toBeUndefined()
    expect(await strip(kind, await sampleVideo(kind), 'strip-location')).toBeUndefined()
    expect(await strip(kind, await sampleVideo(kind, { place: true }), 'keep')).toBeUndefined()
  })
})

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

/** The place as phones by Apple write it: a list of names, and a list of values by number. */
function appleMeta(): Buffer {
  const name = (text: string) => box('mdta', Buffer.from(text))
  const keys = box(
    'keys',
    words(0, 2),
    name('com.apple.quicktime.make'),
    name('com.apple.quicktime.location.ISO6709'),
  )
  const value = (number: number, text: string) =>
    box(Buffer.from(words(number)).toString('latin1'), box('data', words(1, 0), Buffer.from(text)))
  const handler = box('hdlr', words(0, 0), Buffer.from('mdta'), words(0, 0, 0), Buffer.alloc(1))
  return box('meta', handler, keys, box('ilst', value(1, 'Apple'), value(2, '+52.5200+013.4050/')))
}

test('Apple’s list of named values loses the place, and keeps the rest', async () => {
  const file = Buffer.concat([
    box('ftyp', Buffer.from('qt  \0\0\0\0')),
    box('moov', box('mvhd', words(0, 9, 9)), appleMeta()),
  ])
  const path = join(root, 'apple.mov')
  await writeFile(path, file)
  await applyCuts(path, `${path}.out`, await planCuts('mov', path, 'strip-location'))
  const after = (await readFile(`${path}.out`)).toString('latin1')
  expect(after).not.toContain('52.52')
  expect(after).toContain('Apple')
  await applyCuts(path, `${path}.all`, await planCuts('mov', path, 'strip-all'))
  expect((await readFile(`${path}.all`)).toString('latin1')).not.toMatch(/52\.52|Apple/)
})

/** Action cameras write the way they went as a track of its own, between the pictures. */
test('a track of measurements goes with all its samples', async () => {
  const way = Buffer.from('GPS5 52.5200 13.4050')
  const data = Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0')),
    box('mdat', Buffer.from('picture'), way, Buffer.from('picture')),
  ])
  const start = data.indexOf('GPS5')
  const stbl = box(
    'stbl',
    box('stsd', words(0, 1), box('gpmd', words(0, 1))),
    box('stsc', words(0, 1, 1, 2, 1)),
    box('stsz', words(0, 10, 2)),
    box('stco', words(0, 1, start)),
  )
  const handler = box('hdlr', words(0, 0), Buffer.from('meta'), words(0, 0, 0))
  const film = Buffer.concat([data, box('moov', box('trak', box('mdia', handler, box('minf', stbl))))])
  const path = join(root, 'gopro.mp4')
  await writeFile(path, film)
  for (const mode of ['strip-all', 'strip-location'] as const) {
    await applyCuts(path, `${path}.out`, await planCuts('mp4', path, mode))
    const after = (await readFile(`${path}.out`)).toString('latin1')
    expect(after).not.toMatch(/GPS5|52\.52|trak|gpmd/)
    expect(after.match(/picture/g)).toHaveLength(2)
  }
})
