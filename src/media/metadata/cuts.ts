import { openBytes } from '../containers/bytes.ts'
import type { MetadataMode } from '../derived.ts'
import type { KindName } from '../kinds.ts'
import { type Cut, effective } from './cut.ts'
import { planJpeg } from './jpeg.ts'

/** What must be cut out of a file, in order; nothing when it carries nothing that has to go. */
export async function planCuts(kind: KindName, path: string, mode: MetadataMode): Promise<Cut[]> {
  if (mode === 'keep') return []
  await using bytes = await openBytes(path)
  switch (kind) {
    case 'jpeg':
      return await effective(bytes, await planJpeg(bytes, mode))
    default:
      return []
  }
}
