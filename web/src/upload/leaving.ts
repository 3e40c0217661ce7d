import { loadMessages } from '#i18n/catalog.svelte.ts'
import { locale, t } from '#i18n/t.ts'
import { clear } from './actions.ts'
import { forget } from './kept.ts'
import { keptFor } from './left.ts'

/** Whether the person goes although files of theirs wait in this browser; then these are forgotten. */
export async function mayLeave(user: string): Promise<boolean> {
  const ids = await keptFor(user)
  if (ids.length === 0) return true
  await loadMessages(locale(), ['upload'])
  if (!confirm(t('upload.signOutLoses', { count: ids.length }))) return false
  clear()
  await forget(...ids)
  return true
}
