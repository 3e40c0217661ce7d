import type { MediaDetails } from './contract.ts'
import { type Fields, type Item, shared } from './state.svelte.ts'

/** Gives an item other fields. What only an upload can do, and no change afterwards, takes an upload from its beginning. */
export function setFields(item: Item, fields: Fields): void {
  const { metadata, posterAt } = item.fields
  item.fields = fields
  if (fields.metadata === metadata && fields.posterAt === posterAt) return
  Object.assign(item, { resumeUrl: undefined, told: undefined, unanswered: false })
}

/** Whether a media that the server had before may still carry what is to go from the item's file. */
export function mayCarry(item: Item, media: Pick<MediaDetails, 'camera' | 'place'>): boolean {
  const { metadata } = item.fields
  if (metadata === undefined || item.again || shared.limits.metadata === 'strip-all') return false
  // Whose answer was lost was told the wish; what a file tells of itself shows that it was not.
  if (!item.unanswered) return true
  return media.place !== undefined || (metadata === 'strip-all' && media.camera.length > 0)
}
