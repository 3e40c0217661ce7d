import type { messages as english } from './en.ts'
import type { Locale } from './locales.ts'

export type Key = keyof typeof english

/** Each language is a chunk of its own: browsers fetch the one that is read. */
const chunks: Record<Locale, () => Promise<{ messages: Record<Key, string> }>> = {
  en: () => import('./en.ts'),
  'zh-CN': () => import('./zh-CN.ts'),
}

const loaded = new Map<Locale, Record<Key, string>>()

/** Fetches a language, once; before that it has no texts. */
export async function loadMessages(locale: Locale): Promise<void> {
  if (!loaded.has(locale)) loaded.set(locale, (await chunks[locale]()).messages)
}

/** A text as its file has it; the key itself where there is none. */
export function messageOf(locale: Locale, key: Key): string {
  return loaded.get(locale)?.[key] ?? key
}

/** Whether there is such a text: for keys that are put together, such as `errors.CODE`. */
export function isKey(locale: Locale, key: string): key is Key {
  return Object.hasOwn(loaded.get(locale) ?? {}, key)
}
