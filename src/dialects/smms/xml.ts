import Builder from 'fast-xml-builder'
import { xmlElement } from '../../server/xml.ts'

const builder = new Builder({ ignoreAttributes: true })

/** The same tree as the JSON answer; the elements of a list are `<item>`. Well-formed whatever the text. */
export function toXml(tree: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ root: xmlElement(tree) })}`
}
