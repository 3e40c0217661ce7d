import Builder from 'fast-xml-builder'

const builder = new Builder({ ignoreAttributes: true })

/** What XML 1.0 has no way to write: most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu

/** The same tree as the JSON answer; the elements of a list are `<item>`. Well-formed whatever the text. */
export function toXml(tree: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ root: element(tree) })}`
}

function element(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unwritable, '')
  if (Array.isArray(value)) return { item: value.map(element) }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, element(inner)]))
}
