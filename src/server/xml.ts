/** What XML 1.0 has no way to write: most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu

/** The text without the characters that XML cannot hold; it is not escaped. */
export function writableInXml(text: string): string {
  return text.replace(unwritable, '')
}

/** A JSON tree as the XML builder takes it: the elements of a list are `<item>`, and null is an empty element. */
export function xmlElement(value: unknown): unknown {
  if (typeof value === 'string') return writableInXml(value)
  if (Array.isArray(value)) return { item: value.map(xmlElement) }
  if (value === null) return ''
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, xmlElement(inner)]))
}
