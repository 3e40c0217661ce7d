const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Reads the XML that SM.MS answers are made of: elements without attributes, and text. Lists of `<item>` become
 * arrays. Strict: throws for all that is not well-formed.
 */
export function readXml(text: string): unknown {
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  if (!text.startsWith(head)) throw new Error(`no XML declaration: ${text.slice(0, 50)}`)
  const tokens = text.slice(head.length).match(/<[^>]*>|[^<]+/g) ?? []
  const [name, value] = readElement(tokens)
  if (name !== 'root' || tokens.length > 0) throw new Error('not one root element')
  return value
}

function readElement(tokens: string[]): [name: string, value: unknown] {
  const name = /^<([A-Za-z_]+)>$/.exec(tokens.shift() ?? '')?.[1]
  if (name === undefined) throw new Error('a start tag is missing')
  const children: [string, unknown][] = []
  let text = ''
  while (tokens[0] !== undefined && tokens[0] !== `</${name}>`) {
    if (tokens[0].startsWith('<')) children.push(readElement(tokens))
    else text += readText(tokens.shift() ?? '')
  }
  if (tokens.shift() === undefined) throw new Error(`${name} does not end`)
  if (children.length === 0) return [name, text]
  if (text !== '') throw new Error(`${name} holds text and elements`)
  const isList = children.every(([child]) => child === 'item')
  return [name, isList ? children.map(([, value]) => value) : Object.fromEntries(children)]
}

function readText(raw: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}|\]\]>/u.test(raw)) {
    throw new Error(`not allowed in XML: ${JSON.stringify(raw)}`)
  }
  return raw.replace(/&([^;]*;?)/g, (_whole, rest: string) => {
    const character = entities[rest.slice(0, -1)]
    if (!rest.endsWith(';') || character === undefined) throw new Error(`no entity: &${rest}`)
    return character
  })
}

/** A JSON answer as its XML reads: every leaf text, an empty list or object an empty text. */
export function asXmlReads(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? '' : value.map(asXmlReads)
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asXmlReads(inner)]))
}
