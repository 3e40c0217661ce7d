import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { watchMemory } from './processes.ts'
import { type BenchServer, machine, startServer } from './server.ts'

const usage = `Memory while a large video is uploaded, beside a small one: they should be the same.

  node bench/video.ts [--size MB] [--check]

  --size MB   of the large video (1000)
  --check     exit with 1 when the large one needs 64 MB more than the small one

Needs ffmpeg: apt-get install ffmpeg`

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1000' },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const allowed = 64e6

if (options.help) console.log(usage)
else await measure()

async function measure(): Promise<void> {
  const small = await video()
  const large = Number(options.size) * 1e6
  await using server = await startServer()
  await send(server, small, 0)
  console.log(machine())
  console.log('\n| video MB | peak memory of all processes MB | seconds |')
  console.log('|--:|--:|--:|')
  const peaks: number[] = []
  for (const padding of [0, large - small.length]) {
    const stop = watchMemory(server.pid)
    const began = performance.now()
    await send(server, small, padding)
    const peak = stop()
    peaks.push(peak)
    const megabytes = ((small.length + padding) / 1e6).toFixed(1)
    console.log(
      `| ${megabytes} | ${(peak / 1e6).toFixed(0)} | ${((performance.now() - began) / 1000).toFixed(1)} |`,
    )
  }
  const more = (peaks[1] ?? 0) - (peaks[0] ?? 0)
  console.log(`\nThe large one needs ${(more / 1e6).toFixed(0)} MB more (at most ${allowed / 1e6} wanted).`)
  if (options.check && more > allowed) process.exitCode = 1
}

/** A small real MP4 with its index in front. */
async function video(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-bench-'))
  const file = join(folder, 'small.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=8']
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart']
  execFileSync('ffmpeg', ['-loglevel', 'error', '-nostdin', ...source, ...codec, file])
  const bytes = await readFile(file)
  await rm(folder, { recursive: true })
  return bytes
}

/** Sends the video with so many bytes of a `free` box behind it: a real file of that size, whatever it shows. */
async function send(server: BenchServer, bytes: Buffer, padding: number): Promise<void> {
  const boundary = 'tintype-bench-boundary'
  const outgoing = request(`${server.url}/api/1/upload`, {
    method: 'POST',
    headers: { 'X-API-Key': server.key, 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  })
  const answered = new Promise<{ status: number; body: string }>((resolve, reject) => {
    outgoing.once('error', reject)
    outgoing.once('response', async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode ?? 0, body })
    })
  })
  async function* body(): AsyncIterable<Buffer> {
    const disposition = 'Content-Disposition: form-data; name="source"; filename="large.mp4"'
    yield Buffer.from(`--${boundary}\r\n${disposition}\r\nContent-Type: video/mp4\r\n\r\n`)
    yield bytes
    if (padding > 16) yield freeBoxHeader(padding)
    const block = Buffer.alloc(1_000_000, Math.floor(Math.random() * 256))
    for (let left = padding - 16; left > 0; left -= block.length)
      yield block.subarray(0, Math.min(left, block.length))
    yield Buffer.from(`\r\n--${boundary}--\r\n`)
  }
  await pipeline(body, outgoing)
  const { status, body: text } = await answered
  if (status !== 200) throw new Error(`${status}: ${text}`)
}

/** ISO/IEC 14496-12, 4.2: a box with a 64-bit size. */
function freeBoxHeader(size: number): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32BE(1, 0)
  header.write('free', 4, 'latin1')
  header.writeBigUInt64BE(BigInt(size), 8)
  return header
}
