import { nameOf } from '#app/grid/picture.ts'
import { t } from '#i18n/t.ts'
import { goto } from '$app/navigation'
import { page } from '$app/state'
import type { Media, MediaDetails, Surroundings } from '../../../src/dialects/native/wire-media.ts'
import { viewerWithin } from './address.ts'
import { openZoom } from './zoom.ts'

type Shown = {
  media: MediaDetails
  around: Surroundings | undefined
  list: string | undefined
  showNsfw: boolean
  /** On the whole screen at once, where the browser allows it. */
  full: boolean
}

/** Shows a picture and its neighbours over the whole window, in an entry of its own that Back leaves. */
export async function zoomIn({ media, around, list, showNsfw, full }: Shown): Promise<() => void> {
  const strip = (around?.strip ?? []).filter((each) => each.id === media.id || !each.nsfw || showNsfw)
  const isWhole = strip.length === around?.strip.length
  await goto(page.url.href, { state: { ...page.state, dialog: 'zoom' }, shallow: true })
  return openZoom({
    strip: strip.some(({ id }) => id === media.id) ? strip : [media],
    id: media.id,
    position: isWhole ? around?.position : undefined,
    total: isWhole ? around?.total : undefined,
    words: {
      close: t('common.close'),
      zoom: t('viewer.zoom'),
      previous: t('common.previous'),
      next: t('common.next'),
      failed: t('viewer.cannotShow'),
      full: t('viewer.fullscreen'),
    },
    full,
    nameOf,
    onclose: (id) => void leave(id === media.id ? undefined : strip.find((each) => each.id === id)),
  })

  /** Back to where the page was; or to the page of another that was looked at last. */
  async function leave(at: Media | undefined) {
    const isOpen = page.state.dialog === 'zoom'
    if (at) await goto(viewerWithin(at, list), { replace: isOpen, reset: false })
    else if (isOpen) history.back()
  }
}
