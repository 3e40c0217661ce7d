import { expect } from 'vitest'
import type { presentAlbum, presentImage, presentListed, presentPage } from '../../src/dialects/lsky/wire.ts'
import type { Stage } from '../stage.ts'

export type Image = ReturnType<typeof presentImage>
export type Page<Item> = Omit<ReturnType<typeof presentPage>, 'data'> & { data: Item[] }
export type Images = Page<ReturnType<typeof presentListed>>
export type Albums = Page<ReturnType<typeof presentAlbum>>

export type Reply<Data> = {
  status: number
  headers: Headers
  body: { status: boolean; message: string; data: Data }
}

export type Call = { key?: string | undefined; method?: string; body?: RequestInit['body']; type?: string }

/** Asks `/api/v1/PATH` as Lsky's clients do and reads the JSON answer. */
export async function call<Data = Record<string, never>>(
  stage: Pick<Stage, 'url'>,
  path: string,
  { key, method, body: sent, type }: Call = {},
): Promise<Reply<Data>> {
  const response = await fetch(`${stage.url}/api/v1/${path}`, {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      Accept: 'application/json',
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      ...(type !== undefined && { 'Content-Type': type }),
    },
    ...(sent !== undefined && { body: sent }),
  })
  const body = (await response.json()) as Reply<Data>['body']
  return { status: response.status, headers: response.headers, body }
}

export type UploadOptions = {
  key?: string
  filename?: string
  fields?: Record<string, string>
  path?: string
}

/** Uploads bytes in `file`, with fields behind it. */
export function upload(
  stage: Pick<Stage, 'url'>,
  bytes: Buffer,
  { key, filename = 'picture.png', fields = {}, path = 'upload' }: UploadOptions = {},
): Promise<Reply<Image>> {
  const body = new FormData()
  body.append('file', new Blob([new Uint8Array(bytes)]), filename)
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return call<Image>(stage, path, { key, body })
}

/** As `upload`, of which success is expected. */
export async function uploaded(
  stage: Pick<Stage, 'url'>,
  bytes: Buffer,
  options?: UploadOptions,
): Promise<Image> {
  const { status, body } = await upload(stage, bytes, options)
  expect([status, body.status, body.message]).toEqual([200, true, '上传成功'])
  return body.data
}
