import { statfs } from 'node:fs/promises'
import type { App } from './app.ts'
import type { User } from './words.ts'

/** Bytes that may still be written to the disk under DATA_DIR. */
export async function freeSpace(app: Pick<App, 'config'>): Promise<number> {
  const disk = await statfs(app.config.dataDir)
  return disk.bavail * disk.bsize
}

/** Bytes that a user may have here in all: his group's quota, else what he has and what the disk still takes. */
export async function storageLimit(app: Pick<App, 'config'>, user: User): Promise<number> {
  return user.group.quotaBytes ?? user.bytesUsed + (await freeSpace(app))
}
