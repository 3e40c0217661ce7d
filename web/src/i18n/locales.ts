/** Every language there is, and its name in itself. */
export const locales = { en: 'English', 'zh-CN': '简体中文' } as const

export type Locale = keyof typeof locales

export const defaultLocale: Locale = 'en'

/** Whether a text names a language we have. */
export function isLocale(text: unknown): text is Locale {
  return typeof text === 'string' && Object.hasOwn(locales, text)
}

/** Our language for a tag such as `zh-Hans-CN`, `en_GB` or `zh`; undefined when we have none. */
export function localeFor(tag: string): Locale | undefined {
  const [language] = tag.trim().toLowerCase().split(/[-_]/)
  return (Object.keys(locales) as Locale[]).find((each) => each.toLowerCase().split('-')[0] === language)
}

/** The language among ours that an Accept-Language header (RFC 9110, 12.5.4) likes best; undefined when none. */
export function acceptedLocale(accepted: string | null): Locale | undefined {
  let best: { locale: Locale | undefined; weight: number } = { locale: undefined, weight: 0 }
  for (const range of (accepted ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().split(/\s*;\s*/)
    const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
    const locale = localeFor(tag)
    if (locale && weight > best.weight) best = { locale, weight }
  }
  return best.locale
}

/** The first that names a language of ours: `?lang=`, the user's setting, the cookie, the browser, the site. */
export function decideLocale(from: {
  asked: string | null
  user: string | null | undefined
  cookie: string | undefined
  accepted: string | null
  site: string | null | undefined
}): Locale {
  const { asked, user, cookie, accepted, site } = from
  const named = [asked, user, cookie].map((each) => (each ? localeFor(each) : undefined)).find(Boolean)
  return named ?? acceptedLocale(accepted) ?? (site ? localeFor(site) : undefined) ?? defaultLocale
}
