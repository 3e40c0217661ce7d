export type Values = Readonly<Record<string, string | number>>

type Part =
  | string
  | { name: string }
  | { name: string; kind: 'plural' | 'select'; cases: Map<string, Part[]> }
  | '#'

/** A placeholder for the number of a plural; no text contains it. */
const hash = '\u{E001}'
const parsed = new Map<string, Part[]>()
const rules = new Map<string, Intl.PluralRules>()
const numbers = new Map<string, Intl.NumberFormat>()

/** A message with its values put in. ICU's subset: `{name}`, plural with `=1` and `#`, select; `'{'` is a brace. */
export function format(text: string, locale: string, values: Values = {}): string {
  return write(
    keep(parsed, text, () => new Reader(text).message()),
    locale,
    { values, count: undefined },
  )
}

/** Names of the values that a message wants, with the kind of each; for the test that compares languages. */
export function placeholders(text: string): string[] {
  const names = new Set<string>()
  const collect = (parts: Part[]) => {
    for (const part of parts) {
      if (typeof part === 'string') continue
      names.add('kind' in part ? `${part.name}:${part.kind}` : part.name)
      if ('cases' in part) for (const inner of part.cases.values()) collect(inner)
    }
  }
  collect(new Reader(text).message())
  return [...names].sort()
}

function write(parts: Part[], locale: string, state: { values: Values; count: number | undefined }): string {
  let out = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      out += state.count === undefined ? part : part.replaceAll(hash, number(state.count, locale))
    } else if (!('cases' in part)) {
      const value = state.values[part.name]
      out += typeof value === 'number' ? number(value, locale) : (value ?? '')
    } else {
      out += writeCase(part, locale, state)
    }
  }
  return out
}

function writeCase(
  part: { name: string; kind: 'plural' | 'select'; cases: Map<string, Part[]> },
  locale: string,
  state: { values: Values; count: number | undefined },
): string {
  const value = state.values[part.name] ?? ''
  const other = part.cases.get('other') ?? []
  if (part.kind === 'select') return write(part.cases.get(String(value)) ?? other, locale, state)
  const count = Number(value)
  const chosen = part.cases.get(`=${count}`) ?? part.cases.get(plural(count, locale)) ?? other
  return write(chosen, locale, { ...state, count })
}

function plural(count: number, locale: string): string {
  return keep(rules, locale, () => new Intl.PluralRules(locale)).select(count)
}

function number(value: number, locale: string): string {
  return keep(numbers, locale, () => new Intl.NumberFormat(locale)).format(value)
}

function keep<Made>(kept: Map<string, Made>, name: string, make: () => Made): Made {
  const made = kept.get(name) ?? make()
  kept.set(name, made)
  return made
}

class Reader {
  #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Reads up to the end or to the brace that closes a case. */
  message(inPlural = false): Part[] {
    const parts: Part[] = []
    let text = ''
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}') {
      const char = this.#text[this.#at] ?? ''
      if (/^'[{}#]'/.test(this.#text.slice(this.#at, this.#at + 3))) {
        text += this.#text[this.#at + 1]
        this.#at += 3
      } else if (char === '{') {
        if (text) parts.push(text)
        text = ''
        parts.push(this.#argument())
      } else {
        text += char === '#' && inPlural ? hash : char
        this.#at += 1
      }
    }
    if (text) parts.push(text)
    return parts
  }

  #argument(): Part {
    const head = /^\{\s*(\w+)\s*(?:\}|,\s*(plural|select)\s*,)/.exec(this.#text.slice(this.#at))
    const name = head?.[1]
    if (!head || name === undefined) throw new Error(`Not a message: ${this.#text}`)
    this.#at += head[0].length
    const kind = head[2]
    if (kind !== 'plural' && kind !== 'select') return { name }
    const cases = new Map<string, Part[]>()
    for (;;) {
      const next = /^\s*(?:(\}|(=?\w+)\s*\{))/.exec(this.#text.slice(this.#at))
      if (!next) throw new Error(`Not a message: ${this.#text}`)
      this.#at += next[0].length
      if (next[2] === undefined) return { name, kind, cases }
      cases.set(next[2], this.message(kind === 'plural'))
      this.#at += 1
    }
  }
}
