import { untrack } from 'svelte'
import { t } from '#i18n/t.ts'
import { failureText } from './explain.ts'
import { percentOf } from './percent.ts'
import { pump } from './runner.ts'
import { running } from './running.svelte.ts'
import { isBusy, phase, shared } from './state.svelte.ts'

/** Lets the rest of the page follow the queue: the header's ring, the tab's title, what is read out, leaving. */
export function watch(): void {
  addEventListener('online', () => {
    shared.online = true
    pump()
  })
  addEventListener('offline', () => {
    shared.online = false
  })
  shared.online = navigator.onLine
  addEventListener('beforeunload', (event) => {
    if (shared.items.some(({ state }) => state === 'uploading' || state === 'processing'))
      event.preventDefault()
  })
  $effect.root(() => {
    $effect(followNumbers)
    $effect(followTitle)
    $effect(sayQuarters)
    $effect(sayFailures)
  })
}

function followNumbers(): void {
  const percent = percentOf(
    shared.items,
    untrack(() => shared.percent),
  )
  if (shared.ran) shared.percent = percent
  running.percent = shared.ran ? percent : 0
  running.count = shared.items.length
  running.busy = isBusy()
}

let title: string | undefined

/** The page's own title comes back when all is done. */
function followTitle(): void {
  if (running.busy) {
    title ??= document.title
    document.title = `${running.percent} % · ${title}`
  } else if (title !== undefined) {
    document.title = title
    title = undefined
  }
}

let quarter = -1

function sayQuarters(): void {
  const at = phase()
  if (at === 'ready') {
    quarter = -1
    return
  }
  const reached = at === 'over' ? 4 : Math.floor(shared.percent / 25)
  if (reached <= quarter) return
  quarter = reached
  const done = shared.items.filter(({ state }) => state === 'done').length
  shared.said =
    at === 'over'
      ? t('upload.saidEnd', { done, total: shared.items.length })
      : t('upload.said', { percent: reached * 25 })
}

const told = new Set<string>()

function sayFailures(): void {
  for (const { id, name, state, failure } of shared.items) {
    if (state !== 'failed' || !failure) told.delete(id)
    else if (!told.has(id)) {
      told.add(id)
      shared.said = t('upload.saidFailed', { name, reason: failureText(failure) })
    }
  }
}
