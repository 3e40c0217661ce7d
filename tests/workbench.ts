import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Derived, DeriveRequest } from '../src/media/derived.ts'
import type { Facts } from '../src/media/facts.ts'
import { defaultLimits, type MediaLimits } from '../src/media/limits.ts'
import { type MediaPool, openMediaPool } from '../src/media/pool.ts'

/** A pool and folders of its own, for tests that have bytes in their hands. */
export type Workbench = AsyncDisposable & {
  pool: MediaPool
  inspect(bytes: Buffer): Promise<Facts>
  derive(
    bytes: Buffer,
    wishes?: Partial<DeriveRequest>,
  ): Promise<Derived & { facts: Facts; read: ReadDerived }>
  /** Writes bytes into a new folder and answers both paths. */
  lay(bytes: Buffer): Promise<{ path: string; folder: string }>
}

type ReadDerived = (name: 'original' | 'thumb' | 'medium' | 'frame') => Promise<Buffer>

export async function openWorkbench(
  limits: Partial<MediaLimits> = {},
  options: { ffmpeg?: string | false } = {},
): Promise<Workbench> {
  const root = await mkdtemp(join(tmpdir(), 'tintype-media-'))
  const pool = await openMediaPool({ ...defaultLimits, processes: 1, ...limits }, options)
  const lay = async (bytes: Buffer) => {
    const folder = await mkdtemp(join(root, 'file-'))
    const path = join(folder, 'staged')
    await writeFile(path, bytes)
    return { path, folder }
  }
  return {
    pool,
    lay,
    inspect: async (bytes) => await pool.inspect((await lay(bytes)).path),
    async derive(bytes, wishes = {}) {
      const { path, folder } = await lay(bytes)
      const facts = await pool.inspect(path)
      const derived = await pool.derive({ path, facts, folder, metadata: 'strip-all', ...wishes })
      const read: ReadDerived = async (name) => {
        const file = name === 'original' ? derived.original : derived.renditions[name]
        if (!file) throw new Error(`no ${name} among ${await readdir(folder)}`)
        return await readFile(file.path)
      }
      return { ...derived, facts, read }
    },
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      await rm(root, { recursive: true })
    },
  }
}
