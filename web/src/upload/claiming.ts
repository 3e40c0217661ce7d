import { ApiError, api } from '#api'
import { to } from '#app/paths.ts'
import { t, tOr } from '#i18n/t.ts'
import { toast } from '#shell/toasts.svelte.ts'
import { goto } from '$app/navigation'

/** Takes what this browser sent as a guest into the account of whoever has just signed in, and says so. */
export async function claim(): Promise<void> {
  try {
    const { taken, left } = await api(fetch).post<{ taken: number; left: number }>('/api/history/claim')
    const text =
      left > 0 ? t('upload.claimedPartly', { count: taken, left }) : t('upload.claimed', { count: taken })
    const action = { label: t('common.my'), run: () => void goto(to('/my')) }
    if (taken + left > 0) toast(text, { tone: left > 0 ? 'bad' : 'good', action })
  } catch (error) {
    toast(tOr(`errors.${error instanceof ApiError ? error.code : 'internal'}`, 'errors.internal'), {
      tone: 'bad',
    })
  }
  await goto(to('/'), { replace: true, refreshAll: true })
}
