import type { presentImage } from '../../src/dialects/chevereto/image.ts'
import type { Stage } from '../stage.ts'

export type Image = ReturnType<typeof presentImage>

/** Any JSON of this dialect: of an upload, of ImgBB's way, of a refusal. */
export type Json = {
  status_code?: number
  status_txt?: string
  status?: number
  success?: { message: string; code: number }
  image?: Image
  data?: Image & { id: string }
  error?: { message: string; code: number; request_id?: string }
}

export type Answer = { status: number; headers: Headers; text: string; json: Json }

/** A part of a multipart form: text, or a file. */
export type Part =
  | { name: string; text: string }
  | { name: string; bytes: Buffer; filename: string; type?: string }

export type Call = {
  key?: string
  method?: string
  /** With its query; the upload address when absent. */
  path?: string
  headers?: Record<string, string>
  body?: FormData | string | Buffer<ArrayBuffer>
}

export const uploadPath = '/api/1/upload'

/** Asks and reads the whole answer; redirects are not followed. */
export async function ask(stage: Pick<Stage, 'url'>, call: Call): Promise<Answer> {
  const response = await fetch(stage.url + (call.path ?? uploadPath), {
    method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
    headers: { ...(call.key !== undefined && { 'x-api-key': call.key }), ...call.headers },
    redirect: 'manual',
    ...(call.body !== undefined && { body: call.body }),
  })
  const text = await response.text()
  const isJson = text !== '' && response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} }
}

/** Posts a multipart form, its parts in the order given. */
export function post(stage: Pick<Stage, 'url'>, parts: readonly Part[], call: Call = {}): Promise<Answer> {
  return ask(stage, { ...call, body: formOf(parts) })
}

/** Posts a file in `source`, with fields before it. */
export function send(
  stage: Pick<Stage, 'url'>,
  file: { bytes: Buffer; filename?: string; fields?: Record<string, string> },
  call: Call = {},
): Promise<Answer> {
  const fields = Object.entries(file.fields ?? {}).map(([name, text]) => ({ name, text }))
  const source = { name: 'source', bytes: file.bytes, filename: file.filename ?? 'picture.png' }
  return post(stage, [...fields, source], call)
}

export function formOf(parts: readonly Part[]): FormData {
  const form = new FormData()
  for (const part of parts) {
    if ('text' in part) form.append(part.name, part.text)
    else
      form.append(part.name, new Blob([new Uint8Array(part.bytes)], { type: part.type ?? '' }), part.filename)
  }
  return form
}

/** The image of an upload that went well; what was answered otherwise is the error. */
export function imageOf(answer: Answer): Image {
  if (answer.status !== 200 || !answer.json.image) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json.image
}

/** Status, message and code of a refusal, after checking that its JSON is whole. */
export function refusalOf(answer: Answer): [number, string, number] {
  const { status_code, error, status_txt } = answer.json
  if (status_code !== answer.status || !error || !status_txt) {
    throw new Error(`no refusal: ${answer.status} ${answer.text}`)
  }
  return [answer.status, error.message, error.code]
}
