import { chinese } from './chinese.ts'
import { english, type Texts } from './english.ts'

export type Language = 'en' | 'zh'

/** What a page is written in: the value of `lang`, and all its texts. */
export type Wording = { language: Language; tag: string; texts: Texts }

const wordings: Readonly<Record<Language, Wording>> = {
  en: { language: 'en', tag: 'en', texts: english },
  zh: { language: 'zh', tag: 'zh-CN', texts: chinese },
}

/** The language among ours that an Accept-Language header (RFC 9110, 12.5.4) likes best; English when it says none. */
export function wordingFor(accepted: string | undefined): Wording {
  return wordings[languageFor(accepted ?? '')]
}

function languageFor(accepted: string): Language {
  let best: { language: Language; weight: number } = { language: 'en', weight: 0 }
  for (const range of accepted.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
    const language = /^zh\b/.test(tag) ? 'zh' : /^(en\b|\*$)/.test(tag) ? 'en' : undefined
    if (language && weight > best.weight) best = { language, weight }
  }
  return best.language
}
