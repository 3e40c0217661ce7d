import { adopt, start } from './actions.ts'
import { addKept, add as addTo } from './adding.ts'
import type { Site } from './contract.ts'
import { forgetAll, holdPage, type Kept, leftBehind } from './kept.ts'
import { loadOptions } from './options.ts'
import { running } from './running.svelte.ts'
import { itemOf } from './state.svelte.ts'
import { watch } from './watch.svelte.ts'

let opened = false
let left: Kept[] = []

type Queue = { add: typeof addTo; start: typeof start }

/** Makes the queue ready for whoever asks, then lets `use` do something with it. */
export function open(site: Site, use: (queue: Queue) => void): void {
  if (!opened) {
    opened = true
    holdPage()
    watch()
    adopt(site)
    loadOptions(site.me?.preferences)
  } else {
    adopt(site)
  }
  use({ add: addTo, start })
}

/** How many files and addresses pages that are gone have left. */
export async function findLeft(site: Site): Promise<number> {
  left = (await leftBehind()).filter(({ id }) => !itemOf(id))
  if (left.length > 0) open(site, () => {})
  return left.length
}

/** Takes up again what was left. */
export function takeLeft(): void {
  addKept(left)
  left = []
  running.left = 0
}

/** Forgets what was left. */
export function dropLeft(): void {
  void forgetAll(left.map(({ id }) => id))
  left = []
  running.left = 0
}
