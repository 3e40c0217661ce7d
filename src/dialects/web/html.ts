import { escapeHtml } from '../../server/html.ts'

const source = Symbol('html')

/** A piece of HTML that may stand in a page as it is. Only `html` and `trusted` make one. */
export type Html = { readonly [source]: string }

/** What may stand in a template: text is escaped, false and undefined are nothing, lists are put together. */
type Part = Html | string | number | false | undefined | readonly Part[]

/** HTML from a template. What is put in is escaped for text and for quoted attributes, unless it is Html itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? ''
  for (let at = 0; at < parts.length; at++) text += textOf(parts[at]) + (strings[at + 1] ?? '')
  return { [source]: text }
}

/** Text of our own, such as a stylesheet, that goes into a page without being escaped. */
export function trusted(text: string): Html {
  return { [source]: text }
}

/** The characters of it, to be sent. */
export function toText(piece: Html): string {
  return piece[source]
}

function textOf(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part)
  if (part === undefined || part === false) return ''
  if (typeof part === 'number') return String(part)
  return source in part ? part[source] : part.map(textOf).join('')
}
