import type { RemoteDescription } from '../../../src/dialects/native/wire-remotes.ts'

/** What a form shows of a description, by its fields; of none, what is usual. */
export function writeDescription(description: RemoteDescription | undefined): Record<string, string> {
  const { headers, fields, list, deletePage, ...texts } = description ?? {}
  return {
    ...{ fileField: 'file', urlPath: 'data.url', method: 'POST', body: 'multipart', deleteMethod: 'GET' },
    ...Object.fromEntries(Object.entries(texts)),
    headers: writePairs(headers),
    fields: writePairs(fields),
    ...(deletePage && { deletePage: 'on' }),
    listUrl: list?.url ?? '',
    pageField: list?.pageField ?? 'page',
    itemsPath: list?.itemsPath ?? 'data',
    itemUrlPath: list?.urlPath ?? 'url',
    namePath: list?.namePath ?? '',
    itemPrefix: list?.prefix ?? '',
  }
}

/** The description that a form holds; what is empty is left out. */
export function readDescription(form: FormData): RemoteDescription {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const given = (...names: string[]) =>
    Object.fromEntries(names.flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]])))
  const list = {
    url: text('listUrl'),
    pageField: text('pageField'),
    itemsPath: text('itemsPath'),
    urlPath: text('itemUrlPath'),
    ...given('namePath'),
    ...(text('itemPrefix') !== '' && { prefix: text('itemPrefix') }),
  }
  return {
    url: text('url'),
    fileField: text('fileField'),
    urlPath: text('urlPath'),
    headers: readPairs(text('headers'), 'headers'),
    fields: readPairs(text('fields'), 'fields'),
    ...given('method', 'body', 'prefix', 'deletePath', 'deletePrefix', 'deleteMethod', 'repeatPath'),
    ...(form.has('deletePage') && { deletePage: true }),
    ...(list.url !== '' && { list }),
  }
}

/** `Name: value` lines, or JSON as other programs' settings have it. Throws NoJson. */
export function readPairs(text: string, field: string): Record<string, string> {
  const pairs = text.startsWith('{')
    ? Object.entries(readJson(text, field))
    : text.split('\n').flatMap(readLine)
  return Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]))
}

/** Headers or fields as they stand in a form: as JSON where lines would not come back as they were. */
export function writePairs(pairs: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(pairs ?? {})
  const isPlain = entries.every(
    ([name, value]) => !/[:\r\n]|^\{/.test(name) && !/[\r\n]/.test(value) && value === value.trim(),
  )
  if (!isPlain) return JSON.stringify(pairs, null, 2)
  return entries.map(([name, value]) => `${name}: ${value}`).join('\n')
}

function readLine(line: string): [string, string][] {
  if (line.trim() === '') return []
  const at = line.indexOf(':')
  return at === -1 ? [[line.trim(), '']] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]]
}

/** What begins as JSON does and is none. */
export class NoJson extends Error {
  readonly field: string

  constructor(field: string) {
    super(`${field}: this is not JSON`)
    this.field = field
  }
}

function readJson(text: string, field: string): object {
  try {
    return JSON.parse(text)
  } catch {
    throw new NoJson(field)
  }
}
