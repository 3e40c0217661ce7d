import { bytes, relative, t } from '#i18n/t.ts'
import { failureText } from './explain.ts'
import { type Item, shared } from './state.svelte.ts'

/** What a line says of an item's state; empty while it is only ready. */
export function stateText(item: Item): string {
  switch (item.state) {
    case 'waiting':
      return waitText(item)
    case 'uploading':
      return t('upload.state.uploading', { percent: shareOf(item) })
    case 'failed':
      return item.failure ? failureText(item.failure) : t('upload.state.failed')
    case 'done':
      return t(item.known ? 'upload.state.known' : 'upload.state.done')
    case 'ready':
      return ''
    default:
      return t(`upload.state.${item.state}`)
  }
}

function waitText({ failure, notBefore }: Item): string {
  if (!failure || failure.code === 'flood') return t('upload.state.waiting')
  if (!shared.online) return t('upload.state.offline')
  return notBefore > Date.now()
    ? t('upload.state.retry', { reason: failureText(failure), time: relative(notBefore, Date.now()) })
    : t('upload.state.waiting')
}

/** Whole percent of an item. */
export function shareOf({ reached }: Pick<Item, 'reached'>): number {
  return Math.floor(reached * 100)
}

/** `1.2 MB · 4000 × 3000` */
export function factsOf({ size, width, height, label }: Item): string {
  return [size === undefined ? '' : bytes(size), width > 0 ? `${width} × ${height}` : label]
    .filter(Boolean)
    .join(' · ')
}

/** Whether it can still be changed. */
export function isEditable({ state }: Item): boolean {
  return ['ready', 'waiting', 'failed', 'cancelled', 'duplicate', 'paused'].includes(state)
}

/** Whether an item is on its way or waits for it. */
export function isUnderWay({ state }: Item): boolean {
  return ['waiting', 'uploading', 'processing', 'paused'].includes(state)
}
