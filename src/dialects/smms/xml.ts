import Builder from 'fast-xml-builder'
import { writableInXml } from '../../server/xml.ts'

const builder = new Builder({ ignoreAttributes: true })

/** The same tree as the JSON answer; the elements of a list are `<item>`. Well-formed whatever the text. */
export function toXml(tree: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ root: element(tree) })}`
}

function element(value: unknown): unknown {
  if (typeof value === 'string') return writableInXml(value)
  if (Array.isArray(value)) return { item: value.map(element) }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, element(inner)]))
}
