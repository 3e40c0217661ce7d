import { createHash, randomBytes } from 'node:crypto'
import { distinctPng } from '../distinct.ts'
import type { Stage } from '../stage.ts'

/** A picture that is as large as is asked for: behind its end lies what no decoder reads. */
export function largePicture(size: number): Buffer {
  const picture = distinctPng(1, randomBytes(8).toString('hex'))
  return Buffer.concat([picture, randomBytes(size - picture.length)])
}

/** What the server has: the digests of the bytes as they were sent. */
export async function digestsOf(stage: Stage): Promise<string[]> {
  const rows = await stage.app.db.selectFrom('media').select('digest').execute()
  return rows.map(({ digest }) => digest)
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
