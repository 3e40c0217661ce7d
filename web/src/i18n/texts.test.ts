import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeBytes, writeRelative, writeSpan } from './figures.ts'
import { acceptedLocale, decideLocale, locales } from './locales.ts'
import { format, placeholders } from './message.ts'

const areas = await readdir(join(import.meta.dirname, 'en'))

async function texts(locale: string, area: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(import.meta.dirname, locale, area), 'utf8'))
}

const others = Object.keys(locales).filter((locale) => locale !== 'en')
const pairs = others.flatMap((locale) => areas.map((area) => [locale, area] as const))

test.each(pairs)('%s has every text of %s, with the same values and marks', async (locale, area) => {
  const english = await texts('en', area)
  const other = await texts(locale, area)
  expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort())
  const marks = (text: string) => [...text.matchAll(/<(\w+)>/g)].map(([, name]) => name).sort()
  for (const [key, text] of Object.entries(english)) {
    const said = other[key] ?? ''
    expect([key, placeholders(said), marks(said)]).toEqual([key, placeholders(text), marks(text)])
    expect(key.startsWith(area.replace('.json', '.')), key).toBe(true)
  }
})

test('every area is put together in every language', async () => {
  for (const locale of Object.keys(locales)) {
    expect((await readdir(join(import.meta.dirname, locale))).sort()).toEqual([...areas].sort())
    const source = await readFile(join(import.meta.dirname, `${locale}.ts`), 'utf8')
    for (const area of areas) expect(source).toContain(`'./${locale}/${area}'`)
  }
})

test('messages take values, numbers, plurals and choices', () => {
  expect(
    format('{name} has {count, plural, =0 {nothing} one {# file} other {# files}}', 'en', {
      name: 'A',
      count: 1,
    }),
  ).toBe('A has 1 file')
  expect(format('{count, plural, =0 {nothing} other {# files}}', 'en', { count: 0 })).toBe('nothing')
  expect(format('{count, plural, one {#} other {# of {all}}}', 'en', { count: 1200, all: 3000 })).toBe(
    '1,200 of 3,000',
  )
  expect(format('{kind, select, video {a film} other {a picture}}', 'en', { kind: 'video' })).toBe('a film')
  expect(format("Couldn't write '{'name'}'", 'en')).toBe("Couldn't write {name}")
  expect(format('{name}', 'en', { name: '{count} #' })).toBe('{count} #')
  expect(() => format('{count, plural, one {x}', 'en')).toThrow('Not a message')
})

test('figures are written as each language does', () => {
  expect([0, 999, 1500, 5_000_000, 999_960, 2e12].map((size) => writeBytes(size, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '5 MB',
    '1 MB',
    '2 TB',
  ])
  expect(writeSpan(30 * 86_400_000, 'en')).toBe('30 days')
  expect(writeSpan(7_200_000, 'zh-CN')).toBe('2小时')
  expect(writeRelative(0, 3 * 3_600_000, 'en')).toBe('3 hours ago')
  expect(writeRelative(86_400_000, 0, 'zh-CN')).toBe('明天')
})

test('the language is what was asked for, else chosen, else understood', () => {
  const nothing = { asked: null, user: undefined, cookie: undefined, accepted: null, site: undefined }
  expect(decideLocale(nothing)).toBe('en')
  expect(decideLocale({ ...nothing, site: 'zh-CN' })).toBe('zh-CN')
  expect(decideLocale({ ...nothing, site: 'zh-CN', accepted: 'en' })).toBe('en')
  expect(decideLocale({ ...nothing, accepted: 'en', cookie: 'zh-CN' })).toBe('zh-CN')
  expect(decideLocale({ ...nothing, cookie: 'zh-CN', user: 'en' })).toBe('en')
  expect(decideLocale({ ...nothing, user: 'en', asked: 'zh-Hans' })).toBe('zh-CN')
  expect(decideLocale({ ...nothing, asked: 'tlh', cookie: 'zh' })).toBe('zh-CN')
  expect(acceptedLocale('fr, zh-TW;q=0.5, en;q=0.8')).toBe('en')
  expect(acceptedLocale('fr, *;q=0.1')).toBeUndefined()
})
