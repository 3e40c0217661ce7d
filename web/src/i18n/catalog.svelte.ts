import type { messages as english } from './en.ts'
import type { Locale } from './locales.ts'

export type Key = keyof typeof english

type Texts = Record<string, string>

/** Each area of a language is a chunk of its own: browsers fetch what their page says, in the language that is read. */
const files = import.meta.glob<Texts>('./*/*.json', { import: 'default' })
/** The server says everything, and has it all at hand. */
const whole: Record<Locale, () => Promise<{ messages: Record<Key, string> }>> = {
  en: () => import('./en.ts'),
  'zh-CN': () => import('./zh-CN.ts'),
}

const texts = new Map<Locale, Texts>()
const asked = new Map<string, Promise<void>>()
/** Counts the areas that came after somebody missed a text of theirs. */
let arrivals = $state(0)

/** Fetches areas of a language, each once; before that they have no texts. */
export async function loadMessages(locale: Locale, areas: readonly string[]): Promise<void> {
  if (import.meta.env.SSR) texts.set(locale, texts.get(locale) ?? (await whole[locale]()).messages)
  else await Promise.all(areas.map((area) => loadArea(locale, area)))
}

/** A text as its file has it. One of an area that is not there yet is empty until that has come. */
export function messageOf(locale: Locale, key: Key): string {
  return texts.get(locale)?.[key] ?? miss(locale, key)
}

/** Whether there is such a text: for keys that are put together, such as `errors.CODE`. */
export function isKey(locale: Locale, key: string): key is Key {
  if (Object.hasOwn(texts.get(locale) ?? {}, key)) return true
  miss(locale, key)
  return false
}

function loadArea(locale: Locale, area: string): Promise<void> {
  const file = `./${locale}/${area}.json`
  const known = asked.get(file)
  if (known) return known
  const fetched = fetchArea(locale, file).catch((error: unknown) => {
    asked.delete(file)
    throw error
  })
  asked.set(file, fetched)
  return fetched
}

async function fetchArea(locale: Locale, file: string): Promise<void> {
  const area = await files[file]?.()
  texts.set(locale, { ...texts.get(locale), ...area })
}

/** What is opened later may say something that the page did not: it is fetched when it is first wanted. */
function miss(locale: Locale, key: string): string {
  if (import.meta.env.SSR) return key
  const area = key.slice(0, key.indexOf('.'))
  // Whoever shows the text looks at `arrivals`, and so shows it when it has come.
  if (arrivals >= 0 && !asked.has(`./${locale}/${area}.json`)) {
    loadArea(locale, area).then(
      () => arrivals++,
      () => {},
    )
  }
  return ''
}
