import type { Plugin } from 'vite'

const prefix = '\0asleep:'

/**
 * Components in files called `NAME.asleep.svelte` are HTML that the server made until somebody turns to them: what
 * imports one gets a stand-in (`src/asleep`), which fetches the component's code then. On the server nothing differs but
 * the element around it. Their styles are in sheets that a component which is awake imports. See `docs/decisions/020-asleep-until-touched.md`.
 */
export function asleep(): Plugin {
  return {
    name: 'tintype-asleep',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('.asleep.svelte') || importer?.startsWith(prefix)) return
      const found = await this.resolve(source, importer, { skipSelf: true })
      return found && `${prefix}${found.id}.mjs`
    },
    load(id) {
      if (!id.startsWith(prefix)) return
      const file = JSON.stringify(id.slice(prefix.length, -'.mjs'.length))
      return this.environment.config.consumer === 'server' ? onServer(file) : inBrowser(file)
    },
  }
}

function onServer(file: string): string {
  return `import component from ${file}
import { rendered } from '#app/asleep/rendered.ts'
export default rendered(component, ${nameIn(file)})`
}

function inBrowser(file: string): string {
  return `import { sleeping } from '#app/asleep/sleeping.ts'
export default sleeping(() => import(${file}))`
}

/** Begins the ids within it, which are unique in a page as long as it stands there once. */
function nameIn(file: string): string {
  return JSON.stringify(/(\w+)\.asleep\.svelte/.exec(file)?.[1] ?? '')
}
