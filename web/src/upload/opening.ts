import { start } from './actions.ts'
import { addKept, add as addTo } from './adding.ts'
import { adopt } from './adopting.ts'
import type { Site } from './contract.ts'
import { forget, holdPage, type Kept } from './kept.ts'
import { leftBehind, takeOver } from './left.ts'
import { running } from './running.svelte.ts'
import { itemOf } from './state.svelte.ts'
import { watch } from './watch.svelte.ts'

let opened = false
let left: Kept[] = []
let whose = ''

type Queue = { add: typeof addTo; start: typeof start }

/** Makes the queue ready for whoever asks, then lets `use` do something with it. */
export function open(site: Site, use: (queue: Queue) => void): void {
  if (!opened) {
    opened = true
    holdPage()
    watch()
  }
  adopt(site)
  use({ add: addTo, start })
}

/** How many files and addresses of this person's pages that are gone have left. */
export async function findLeft(site: Site): Promise<number> {
  whose = site.me?.id ?? ''
  left = (await leftBehind(whose)).filter(({ id }) => !itemOf(id))
  if (left.length > 0) open(site, () => {})
  return left.length
}

/** Takes up again what was left. */
export async function takeLeft(): Promise<void> {
  left = []
  running.left = 0
  for (const queue of await takeOver(whose)) addKept(queue)
}

/** Forgets what was left. */
export function dropLeft(): void {
  void forget(...left.map(({ id }) => id))
  left = []
  running.left = 0
}
