import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeAll, expect } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { findOrphans } from '../../src/core/sweep.ts'
import { fixture } from '../fixture.ts'
import { readToEnd } from '../form-server.ts'
import { samplePng } from '../pictures.ts'
import { type DatabaseName, openStage, type Stage, type StageOptions } from '../stage.ts'

/** An image in an SM.MS answer. */
export type Image = {
  file_id: number
  width: number
  height: number
  filename: string
  storename: string
  size: number
  path: string
  hash: string
  url: string
  delete: string
  page: string
  created_at?: number
}

/** What the tests read of any SM.MS answer. */
export type Body<Data = Image> = {
  success: boolean
  code: string
  message: string
  data: Data
  images?: string
  RequestId: string
  CurrentPage?: number
  TotalPages?: number
  Count?: number
  PerPage?: number
}

export type Reply<Data = Image> = { status: number; headers: Headers; text: string; body: Body<Data> }

/** One stage for a suite's tests on one database; after each test nothing may be left behind. */
export function stageForAll(database: DatabaseName, options: StageOptions = {}): Stage {
  const stage = fixture(() => openStage({ database, ...options }))
  beforeAll(async () => {
    // Every guest of these tests has one address.
    await changeGroup(stage.app, 'guests', { field: 'uploads-per-minute', value: '10000' })
    await changeGroup(stage.app, 'guests', { field: 'uploads-per-hour', value: '10000' })
  })
  afterEach(() => expectNothingLeft(stage))
  return stage
}

/** No staged folder, and no file that no row names. */
export async function expectNothingLeft(stage: Stage): Promise<void> {
  await stage.drain()
  // What a broken connection leaves is removed soon after it, not before.
  await expect.poll(() => stage.leftBehind()).toEqual([])
  for await (const orphans of findOrphans(stage.app, Number.NEGATIVE_INFINITY)) expect(orphans).toEqual([])
}

let pictures = 0

/** A small PNG that no other call of it in this process answers. */
export function newPicture(): Promise<Buffer> {
  pictures++
  return samplePng({ width: 20 + (pictures % 100), height: 20 + Math.floor(pictures / 100) })
}

/** Asks `/api/v2/PATH` and reads a JSON answer. */
export async function call<Data = Image>(
  stage: Stage,
  path: string,
  init: RequestInit = {},
): Promise<Reply<Data>> {
  const response = await fetch(`${stage.url}/api/v2/${path}`, { redirect: 'manual', ...init })
  const text = await response.text()
  const isJson = text !== '' && response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
}

export type UploadOptions = {
  key?: string
  filename?: string
  headers?: Record<string, string>
  /** Text fields after the file. */
  fields?: Record<string, string>
  /** With its query. */
  path?: string
}

/** Uploads bytes as most clients do: multipart, the file in `smfile`. */
export function upload(stage: Stage, bytes: Buffer, options: UploadOptions = {}): Promise<Reply> {
  const body = new FormData()
  body.append('smfile', new Blob([new Uint8Array(bytes)]), options.filename ?? 'picture.png')
  for (const [name, value] of Object.entries(options.fields ?? {})) body.append(name, value)
  const key = options.key === undefined ? {} : { Authorization: options.key }
  return call(stage, options.path ?? 'upload', {
    method: 'POST',
    body,
    headers: { ...key, ...options.headers },
  })
}

/** As `upload`, of which success is expected. */
export async function uploaded(stage: Stage, bytes: Buffer, options: UploadOptions = {}): Promise<Image> {
  const { body } = await upload(stage, bytes, options)
  expect(body).toMatchObject({ success: true, code: 'success' })
  return body.data
}

export const rawFormType = { 'Content-Type': 'multipart/form-data; boundary=b' }

export type RawPart = { headers: string | Buffer; value: string | Buffer }

/** A multipart body byte by byte, its boundary `b`; `whole: false` leaves the end away. */
export function rawForm(parts: readonly RawPart[], { whole = true } = {}): Buffer {
  const pieces = parts.flatMap(({ headers, value }) => ['--b\r\n', headers, '\r\n\r\n', value, '\r\n'])
  return Buffer.concat([...pieces, whole ? '--b--\r\n' : ''].map((piece) => Buffer.from(piece as string)))
}

/** The part that holds the file. */
export function filePart(value: Buffer, filename = 'picture.png'): RawPart {
  const headers = `Content-Disposition: form-data; name="smfile"; filename="${filename}"\r\nContent-Type: image/png`
  return { headers, value }
}

export function textPart(name: string, value: string): RawPart {
  return { headers: `Content-Disposition: form-data; name="${name}"`, value }
}

export type RawRequest = {
  /** `POST /api/v2/upload` */
  line: string
  headers?: Record<string, string | number>
  body?: string | Buffer
  /** Closes our half of the connection after the body. */
  end?: boolean
}

/** Sends a request byte by byte, for what fetch cannot send; answers all that came back. */
export async function sendRaw(stage: Stage, request: RawRequest): Promise<{ all: string; body: Body }> {
  const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  const headers = { Host: 'test', Connection: 'close', ...request.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`${request.line} HTTP/1.1\r\n${lines.join('')}\r\n`)
  if (request.body !== undefined) socket.write(request.body)
  if (request.end) socket.end()
  const all = await readToEnd(socket)
  const json = /\{.*\}/s.exec(all)?.[0]
  return { all, body: json === undefined ? ({} as Body) : JSON.parse(json) }
}

/** Names and types of an answer, all the way down: the same for two answers that typed clients cannot tell apart. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
}
