import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, type Values } from '../../web/src/i18n/message.ts'

export type Locale = 'en-GB' | 'zh-CN'

const folders: Record<Locale, string> = { 'en-GB': 'en', 'zh-CN': 'zh-CN' }

/**
 * What the pages say in a language, by the keys of their texts: a test that finds its way by these goes it in each.
 * Marks around words, such as links, are left out. Throws for a key that there is not.
 */
export function wordsIn(locale: Locale): (key: string, values?: Values) => string {
  const folder = join(import.meta.dirname, '../../web/src/i18n', folders[locale])
  const texts = new Map<string, string>(
    readdirSync(folder).flatMap((file) =>
      Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    ),
  )
  return (key, values) => {
    const text = texts.get(key)
    if (text === undefined) throw new Error(`There is no text ${key}`)
    return format(text, locale, values).replace(/<[^>]+>/g, '')
  }
}
