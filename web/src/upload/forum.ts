import type { Choice, Format, Target } from '#app/embed/codes.ts'

/** Whose window this is: a page that has an upload button of ours, or of Chevereto's. */
export type Forum = {
  origin: string
  /** What is to be put where its visitor writes. */
  choice: Choice
  /** As soon as everything is uploaded, without being asked. */
  auto: boolean
}

const usual: Choice = { target: 'medium', format: 'bbcode' }

/** Chevereto's names of codes: `html-embed` is the picture alone, the others lead to its page. */
const embeds: Record<string, Target> = {
  '-embed': 'direct',
  '-embed-full': 'full',
  '-embed-medium': 'medium',
  '-embed-thumbnail': 'thumb',
}
const links: Record<string, Target> = {
  'viewer-links': 'page',
  'direct-links': 'direct',
  'medium-links': 'medium',
  'thumb-links': 'thumb',
}

/** The code that a page wants by one of Chevereto's names; undefined when it is none of them. */
export function choiceNamed(name: unknown): Choice | undefined {
  if (typeof name !== 'string') return undefined
  const link = Object.hasOwn(links, name) ? links[name] : undefined
  if (link) return { target: link, format: 'url' }
  const [, format, rest = ''] = /^(html|markdown|bbcode)(-.*)$/.exec(name) ?? []
  const target = Object.hasOwn(embeds, rest) ? embeds[rest] : undefined
  return format && target ? { target, format: format as Format } : undefined
}

/**
 * Asks the page that has opened this window what it wants, if one has. Its answer says who it is: only to its origin
 * anything is told. Answers a function that stops listening.
 */
export function askForum(onanswer: (forum: Forum) => void): () => void {
  const opener: unknown = window.opener
  if (!isWindow(opener) || opener === window) return () => {}
  const hear = ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== opener || !isSettings(data) || data.id !== window.name) return
    if (!/^https?:/.test(origin)) return
    const named = choiceNamed(data.settings.autoInsert)
    onanswer({ origin, choice: named ?? usual, auto: named !== undefined })
  }
  window.addEventListener('message', hear)
  // Nothing in it is a secret: the name is the opener's own.
  opener.postMessage({ id: window.name, requestAction: 'postSettings' }, '*')
  return () => window.removeEventListener('message', hear)
}

/** Gives the codes to the page, which puts them where its visitor writes, and closes this window. */
export function tellForum({ origin }: Forum, message: string): void {
  const opener: unknown = window.opener
  if (!isWindow(opener)) return
  opener.postMessage({ id: window.name, message }, origin)
  window.close()
}

function isWindow(value: unknown): value is Window {
  return typeof value === 'object' && value !== null && 'postMessage' in value
}

function isSettings(data: unknown): data is { id: unknown; settings: { autoInsert?: unknown } } {
  if (typeof data !== 'object' || data === null || !('settings' in data) || !('id' in data)) return false
  return typeof data.settings === 'object' && data.settings !== null
}
