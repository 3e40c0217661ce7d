import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { decodeBase64, isAddress } from '../core/base64.ts'
import type { StagingApp } from '../core/staging.ts'
import { AppError } from '../errors.ts'
import { discardBody, hasBody, mostDiscarded, openBody, readWhole } from './bodies.ts'
import { type Form, type FormOptions, keepField, type Reading, setField } from './form-shapes.ts'
import { takeRaw } from './form-sources.ts'
import { readMultipart } from './multipart.ts'
import { readUrlencoded } from './urlencoded.ts'

export type { Form, FormFile, FormOptions, RefusedFile } from './form-shapes.ts'

const defaultFieldLimit = 1024 * 1024
/** Bytes of a body that is read to its end although its file is refused. */
const shortBody = 8 * 1024 * 1024
/** Bytes of a JSON body that may carry a file; it has to lie in memory. */
const largestJson = 32 * 1024 * 1024

/**
 * Lets the bodies of a scope's requests through untouched, whatever their type, for `readForm` to read; what nobody
 * has read when the answer is sent runs into nothing.
 */
export function passBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _body, done) => done(null))
  // Fastify refuses a type that is none before any parser is asked; here an empty body may have any.
  scope.addHook('onRequest', async (request) => {
    const type = request.raw.headers['content-type']
    if (type !== undefined && !/^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/.test(type)) {
      delete request.raw.headers['content-type']
    }
  })
  scope.addHook('onSend', async (request, reply) => {
    const { headers, httpVersion } = request.raw
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
    const rest = discardBody(request.raw)
    // A connection that is closed while bytes still come is reset, and the answer is lost with it.
    const isLast = [headers.connection, reply.getHeader('connection')].some((value) =>
      /close/i.test(String(value)),
    )
    if (isLast || httpVersion === '1.0') await rest
  })
}

/**
 * Reads the query and the body of a request: none, JSON, urlencoded or multipart. A field of the body wins over one
 * of the query, a later one over an earlier. JSON's true and false are '1' and '0'; null is no field.
 * Throws bad-input for a body that is malformed, cut off, too slow or of another type, too-large, empty-source,
 * bad-base64, and what `limit` throws; nothing stays behind, and the connection is left fit for an answer.
 */
export async function readForm(
  app: StagingApp,
  request: { raw: IncomingMessage },
  options: FormOptions,
): Promise<Form> {
  const body = request.raw
  const reading = beginReading(body, options)
  const dispose = async () => reading.file?.staged[Symbol.asyncDispose]()
  try {
    await readBody(app, body, reading)
  } catch (thrown) {
    await dispose()
    throw AppError.from(thrown)
  } finally {
    void discardBody(body)
  }
  return { fields: reading.fields, file: reading.file, [Symbol.asyncDispose]: dispose }
}

function beginReading(body: IncomingMessage, options: FormOptions): Reading {
  const url = body.url ?? ''
  const start = url.indexOf('?')
  const query = start === -1 ? '' : url.slice(start + 1)
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) keepField(fields, name, value)
  let asked: Promise<number> | undefined
  let largest = 0
  const ask = async (fields: ReadonlyMap<string, string>) => {
    largest = await options.limit(fields)
    return largest
  }
  return {
    fields,
    file: undefined,
    refusal: undefined,
    short: Number(body.headers['content-length'] ?? Number.POSITIVE_INFINITY) <= shortBody,
    options: {
      fileFields: options.fileFields,
      base64Fields: options.base64Fields ?? [],
      rawField: options.rawField,
      listFields: options.listFields ?? [],
      fieldLimit: options.fieldLimit ?? defaultFieldLimit,
      limit: (fields) => {
        asked ??= ask(fields)
        return asked
      },
      each: options.each,
    },
    bounds: {
      most: () => (options.each ? Number.POSITIVE_INFINITY : 2 * largest + mostDiscarded),
      idle: options.idle,
    },
    count: 0,
    size: 0,
  }
}

async function readBody(app: StagingApp, body: IncomingMessage, reading: Reading): Promise<void> {
  const type = (body.headers['content-type'] ?? '').replace(/;.*/s, '').trim().toLowerCase()
  const encoding = body.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding === 'identity') {
    if (type === 'multipart/form-data' && (await readMultipart(app, body, reading))) return
    if (type === 'application/x-www-form-urlencoded') return readUrlencoded(app, body, reading)
    if (/^(application\/([\w.-]+\+)?|text\/)json$/.test(type)) return readJson(app, body, reading)
  }
  if (encoding === 'identity' && reading.options.rawField !== undefined && hasBody(body)) {
    return takeRaw(app, openBody(body, reading.bounds), reading)
  }
  const refuse = () => new AppError('bad-input', 'The request body is neither a form nor JSON')
  await readWhole(body, { limit: 0, idle: reading.bounds.idle, refuse })
}

async function readJson(app: StagingApp, body: IncomingMessage, reading: Reading): Promise<void> {
  const { base64Fields, fieldLimit, listFields } = reading.options
  const mayHoldFile = base64Fields.length > 0
  const usual = fieldLimit + 65_536
  const most = mayHoldFile ? largestJson : usual
  // It lies in memory before its fields are known: whoever sends much is asked who it is first.
  if (mayHoldFile && !(Number(body.headers['content-length']) <= usual)) {
    await reading.options.limit(reading.fields)
  }
  const refuse = async () => {
    const limit = mayHoldFile ? Math.min(largestJson, await reading.options.limit(reading.fields)) : most
    return new AppError('too-large', 'The request body is too large', { details: { limit } })
  }
  let source: { field: string; text: string } | undefined
  for (const [field, value] of parseJson(
    await readWhole(body, { limit: most, idle: reading.bounds.idle, refuse }),
  )) {
    const text = listFields.includes(field) && Array.isArray(value) ? value.map(toText).join() : toText(value)
    if (text === undefined) continue
    if (base64Fields.includes(field) && text.trim() !== '' && !isAddress(text)) source ??= { field, text }
    else setField(reading, field, text)
  }
  if (source === undefined) return
  const staged = await decodeBase64(app, source.text, await reading.options.limit(reading.fields))
  reading.file = { field: source.field, filename: '', staged }
}

function parseJson(bytes: Buffer): [string, unknown][] {
  if (bytes.length === 0) return []
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new AppError('bad-input', 'The request body is not JSON', { cause })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value)
  throw new AppError('bad-input', 'The request body is not a JSON object')
}

function toText(value: unknown): string | undefined {
  if (value === null) return undefined
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new AppError('bad-input', 'A field of the request body is neither text nor a number')
}
