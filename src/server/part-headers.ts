import { baseName, repairText } from '../core/file-names.ts'

/** What the headers of a multipart part say. */
export type PartHeaders = {
  /** Its name; never empty. */
  field: string
  /** Base name; undefined for a text field, '' when the client sent an empty one. */
  filename: string | undefined
  /** Media type in lower case; 'text/plain' when absent. */
  type: string
  /** Of a text field. */
  charset: string
}

/** Headers as the parser gives them: names in lower case, values as the bytes were. */
export type RawHeaders = Readonly<Record<string, readonly string[] | undefined>>

/** Undefined for a part that is no form field. */
export function describePart(headers: RawHeaders): PartHeaders | undefined {
  const disposition = parseHeader(headers['content-disposition']?.[0] ?? '')
  const name = disposition.parameters.get('name')
  if (disposition.value !== 'form-data' || name === undefined || name === '') return undefined
  const { value, parameters } = parseHeader(headers['content-type']?.[0] ?? '')
  return {
    field: decodeBytes(name),
    filename: filenameIn(disposition.parameters),
    type: value || 'text/plain',
    charset: parameters.get('charset') ?? 'utf-8',
  }
}

/** The boundary that a Content-Type names; undefined when there is none that could be one. */
export function boundaryIn(contentType: string): string | undefined {
  const boundary = parseHeader(contentType).parameters.get('boundary')
  return boundary !== undefined && boundary !== '' && boundary.length <= 200 ? boundary : undefined
}

/** A text field's bytes as text; an unknown charset is taken for UTF-8. */
export function decodeField(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** `filename*` (RFC 5987) goes before `filename`, as RFC 6266 has it. */
function filenameIn(parameters: ReadonlyMap<string, string>): string | undefined {
  const plain = parameters.get('filename')
  const extended = decodeExtended(parameters.get('filename*') ?? '')
  if (extended !== undefined) return baseName(extended)
  return plain === undefined ? undefined : baseName(decodeBytes(plain))
}

function decodeExtended(value: string): string | undefined {
  const [, charset = '', escaped = ''] = /^([\w-]+)'[^']*'(.*)$/s.exec(value) ?? []
  const bytes = escaped.replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16))
  })
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}

/** Bytes kept as Latin-1: UTF-8 when they are that, also when it went through Latin-1 before; else Latin-1. */
function decodeBytes(bytes: string): string {
  return repairText(repairText(bytes))
}

/** First of each parameter counts; names and the value in lower case. Inside quotes only `\"` and `\\` are escapes. */
function parseHeader(header: string): { value: string; parameters: Map<string, string> } {
  const [value = ''] = /^[^;]*/.exec(header) ?? []
  const parameters = new Map<string, string>()
  const pattern = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g
  for (const [, name = '', quoted, plain = ''] of header.slice(value.length).matchAll(pattern)) {
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(["\\])/g, '$1') ?? plain.trim())
  }
  return { value: value.trim().toLowerCase(), parameters }
}
