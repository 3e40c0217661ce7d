import type { MetadataMode } from '../media/derived.ts'
import type { App } from './app.ts'
import type { Wishes } from './words.ts'

const strictness: readonly MetadataMode[] = ['keep', 'strip-location', 'strip-all']

/** What becomes of a file's hidden data: as the operator says, or stricter where the sender wishes that. */
export function metadataFor({ config }: Pick<App, 'config'>, wishes: Wishes): MetadataMode {
  const wished = wishes.metadata ?? 'keep'
  return strictness.indexOf(wished) > strictness.indexOf(config.metadata) ? wished : config.metadata
}
