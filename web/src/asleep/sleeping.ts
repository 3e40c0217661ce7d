import type { Component } from 'svelte'
import { later } from '../later.svelte.ts'
import Sleeping from './Sleeping.svelte'

type Props = Record<string, unknown>

/** A component whose code may be still to come. */
export type Sleeper = { component: Component<Props> | undefined; load(): Promise<Component<Props>> }

const all = new Set<Sleeper>()

/** In browsers: what stands for a component until its code is there, and the texts of the page. */
export function sleeping(fetchCode: () => Promise<{ default: Component<Props> }>): Component<Props> {
  const sleeper: Sleeper = {
    component: undefined,
    load: async () => {
      const texts = later(() => import('#i18n/page-texts.ts')).then(({ loadPageTexts }) => loadPageTexts())
      const [code] = await Promise.all([later(fetchCode), texts])
      sleeper.component = code.default
      return code.default
    },
  }
  all.add(sleeper)
  return (internals, props) => Sleeping(internals, { sleeper, props })
}

/**
 * Answers when everything that sleeps on the pages that were loaded so far has its code. For whoever goes on to another
 * page: that is put together here, and stands there at once.
 */
export async function awaken(): Promise<void> {
  await Promise.allSettled([...all].filter(({ component }) => !component).map((each) => each.load()))
}
