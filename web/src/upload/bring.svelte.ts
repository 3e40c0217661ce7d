import { later } from '#app/later.svelte.ts'
import type { Site } from './contract.ts'
import { leftFlag, running } from './running.svelte.ts'
import type { Brought } from './sources.ts'

type Target = { albumId?: string }

/**
 * Takes what somebody brought into the queue, loading the queue first. `pasted`: may be sent at once, where the person
 * wants that.
 */
export async function bring(
  brought: Brought | Promise<Brought>,
  site: Site,
  { target = {}, pasted = false }: { target?: Target; pasted?: boolean } = {},
): Promise<void> {
  const texts = later(() => import('#i18n/page-texts.ts')).then(({ loadPageTexts }) =>
    loadPageTexts('upload', 'errors'),
  )
  const loading = Promise.all([later(() => import('./opening.ts')), texts])
  const got = await brought
  if (got.files.length + got.urls.length === 0) return
  const [{ open }] = await loading
  open(site, (queue) => {
    queue.add(got, target)
    if (pasted && site.me?.preferences.paste === 'upload') queue.start()
  })
}

/** Asks after what other pages left of this person's: only browsers that have left something load the code. */
export async function findLeft(site: Site): Promise<void> {
  running.left = 0
  if (localStorage.getItem(leftFlag) !== null)
    running.left = await (await later(() => import('./opening.ts'))).findLeft(site)
}
