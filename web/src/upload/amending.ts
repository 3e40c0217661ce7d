import { api } from '#api'
import { t } from '#i18n/t.ts'
import { toast } from '#shell/toasts.svelte.ts'
import { changeFor } from './changes.ts'
import type { Changed, Media } from './contract.ts'
import { type Item, shared } from './state.svelte.ts'
import { wishesOf } from './wishes.ts'

/** Brings a media up to what was changed of its item since it was sent. What cannot be is said; it never throws. */
export async function amend(item: Item, media: Media): Promise<Media> {
  let amended = media
  try {
    for (;;) {
      const now = wishesOf(item, shared.options)
      const { defaultExpiry } = shared.limits
      const change = changeFor({ ...media, name: item.name }, item.told ?? now, { now, defaultExpiry })
      if (!change) return amended
      const { items } = await api(fetch).patch<Changed>(`/api/media/${encodeURIComponent(media.id)}`, change)
      item.told = now
      amended = items[0] ?? amended
    }
  } catch {
    toast(t('upload.notAmended', { name: item.name }), { tone: 'bad', seconds: 15 })
    return amended
  }
}
