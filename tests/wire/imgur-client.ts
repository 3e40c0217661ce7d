import { expect } from 'vitest'
import type { presentAlbum, presentImage } from '../../src/dialects/imgur/wire.ts'
import type { Stage } from '../stage.ts'

export type Image = ReturnType<typeof presentImage>
export type Album = ReturnType<typeof presentAlbum>
export type Failure = { error: string; request: string; method: string }

export type Reply<Data> = {
  status: number
  headers: Headers
  text: string
  body: { data: Data; success: boolean; status: number }
}

export type Call = {
  /** `Bearer KEY`, `Client-ID x`. */
  as?: string | undefined
  method?: string
  body?: RequestInit['body']
  type?: string
}

/** Asks `/3/PATH`. */
export async function call<Data = Failure>(
  stage: Pick<Stage, 'url'>,
  path: string,
  { as, method, body, type }: Call = {},
): Promise<Reply<Data>> {
  const response = await fetch(`${stage.url}/3/${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(as !== undefined && { Authorization: as }),
      ...(type !== undefined && { 'Content-Type': type }),
    },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
}

/** Uploads of which success is expected. */
export async function uploaded(stage: Pick<Stage, 'url'>, asked: Call, path = 'image'): Promise<Image> {
  const { status, body } = await call<Image>(stage, path, { method: 'POST', ...asked })
  expect([status, body.success, body.status, body.data]).toEqual([200, true, 200, expect.anything()])
  return body.data
}

/** A form with the file in `image`. */
export function formWith(bytes: Buffer, fields: Record<string, string> = {}, field = 'image'): FormData {
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(bytes)]), 'my cat.png')
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}
