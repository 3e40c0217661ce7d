import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { mkdir, readdir, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { userAdd } from '../commands/place.ts'
import { type ServerProcess, startServer, temporaryFolder } from '../process.ts'
import { sendChevereto, sendSmms } from '../sending.ts'
import { type } from '../typed.ts'

const page = 4096
const mayMount = canMount()
const skipped = mayMount ? '' : ' (skipped: mounting a tmpfs needs root)'

/** From nothing to more than an upload needs, so that each of its steps is the one that finds the disk full. */
const freePages = Array.from({ length: 36 }, (_step, index) => index * 6)

test.skipIf(!mayMount)(
  `a full disk: a clear refusal in every dialect, nothing left behind, and the server lives on${skipped}`,
  async () => {
    await using folder = await temporaryFolder()
    await using disk = await mountDisk(join(folder.path, 'data'), '48m')
    const environment = { DATA_DIR: disk.path }
    await type(userAdd('ann', 'admin'), { environment, input: 'correct horse' })
    const key = (await type(['key', 'add', 'ann', '--name', 'tests'], { environment })).stdout.trim()
    await using server = await startServer({ environment })
    const first = await sendSmms(server.url, { key, bytes: await picture(0), name: 'first.png' })
    expect(first.body.success).toBe(true)
    const refusals = new Set<string>()
    for (const [index, pages] of freePages.entries()) {
      for (const send of [viaSmms, viaChevereto]) {
        await disk.leaveFree(pages)
        const before = await filesIn(disk.path)
        const refusal = await send(server, key, await picture(index * 2 + (send === viaSmms ? 1 : 2)))
        if (refusal) {
          refusals.add(refusal)
          expect(await filesIn(disk.path)).toEqual(before)
        }
        expect(await readdir(join(disk.path, 'staging'))).toEqual([])
        await expectAlive(server, first.body.data?.path ?? '')
      }
    }
    expect([...refusals].sort()).toEqual(['No space left on the server', 'The server has no space left.'])
    // Staging, the media processes and the database each met the full disk.
    for (const trace of ['"code":"ENOSPC"', 'src/media/render.ts', '"code":"SQLITE_FULL"']) {
      expect(server.stderr()).toContain(trace)
    }
    await disk.free()
    expect(await viaSmms(server, key, await picture(1000))).toBeUndefined()
    expect(await viaChevereto(server, key, await picture(1001))).toBeUndefined()
    // Nothing is wrong but that the disk is small.
    const { stdout } = await type(['doctor', '--min-age', '0', '--json'], { environment })
    const wrong = (JSON.parse(stdout) as { level: string; about: string }[]).filter(
      ({ level }) => level === 'wrong',
    )
    expect(wrong.map(({ about }) => about)).toEqual(['disk space'])
  },
  180_000,
)

/** Answers the words of the refusal, or nothing when the upload was taken. */
async function viaSmms(server: ServerProcess, key: string, bytes: Buffer): Promise<string | undefined> {
  const { status, body } = await sendSmms(server.url, { key, bytes, name: 'a.png' })
  if (body.success) return undefined
  expect(status).toBe(500)
  expect(body.code).toBe('error')
  return body.message
}

async function viaChevereto(server: ServerProcess, key: string, bytes: Buffer): Promise<string | undefined> {
  const { status, body } = await sendChevereto(server.url, { key, bytes, name: 'a.png' })
  if (status === 200) return undefined
  expect(status).toBe(507)
  expect(body.error?.code).toBe(507)
  return body.error?.message
}

async function expectAlive(server: ServerProcess, path: string): Promise<void> {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const image = await fetch(`${server.url}/images${path}`)
  expect(image.status).toBe(200)
  await image.body?.cancel()
}

/** About 150 KB, with a medium and a thumb. */
function picture(number: number): Promise<Buffer> {
  return sharp({
    create: {
      width: 600,
      height: 80,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 90 + (number % 80), sigma: 40 },
    },
  })
    .png()
    .toBuffer()
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

type Disk = AsyncDisposable & { path: string; leaveFree(pages: number): Promise<void>; free(): Promise<void> }

async function mountDisk(path: string, size: string): Promise<Disk> {
  await mkdir(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', path])
  const filler = join(path, 'filler')
  await writeFile(filler, '')
  return {
    path,
    async leaveFree(pages) {
      await truncate(filler, 0)
      const { bavail, bsize } = await statfs(path)
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - pages * page)))
    },
    free: () => rm(filler),
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['--lazy', path])
    },
  }
}

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'tintype-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', probe], { stdio: 'ignore' })
    execFileSync('umount', [probe])
    return true
  } catch {
    return false
  } finally {
    rmdirSync(probe)
  }
}
