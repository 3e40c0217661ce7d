import { FormData } from 'undici'
import type { Ground } from './trial.ts'

/** A custom uploader, https://getsharex.com/docs/custom-uploader, as far as pictures are concerned. */
type Uploader = {
  Version: string
  DestinationType: string
  RequestMethod: string
  RequestURL: string
  Headers?: Record<string, string>
  Body: string
  Arguments?: Record<string, string>
  FileFormName: string
  URL?: string
  ThumbnailURL?: string
  DeletionURL?: string
  ErrorMessage?: string
}

export type Result = { url: string; thumbnail: string; deletion: string; error: string }

/** Uploads as ShareX does with an .sxcu: other versions of it are refused or read otherwise. */
export async function runShareX(
  { fetch }: Pick<Ground, 'fetch'>,
  sxcu: string,
  file: { name: string; bytes: Uint8Array },
): Promise<Result> {
  const uploader = JSON.parse(sxcu) as Uploader
  check(uploader)
  const form = new FormData()
  for (const [name, value] of Object.entries(uploader.Arguments ?? {})) form.append(name, plain(value))
  form.append(uploader.FileFormName, new File([new Uint8Array(file.bytes)], file.name, { type: 'image/png' }))
  const headers = Object.entries(uploader.Headers ?? {}).map(([name, value]) => [name, plain(value)])
  const answer = await fetch(plain(uploader.RequestURL), {
    method: uploader.RequestMethod,
    headers: Object.fromEntries(headers),
    body: form,
  })
  const text = await answer.text()
  const read = (syntax: string | undefined) => (syntax === undefined ? '' : parse(syntax, text))
  // Which of them it reads depends on the status alone.
  if (!answer.ok) return { url: '', thumbnail: '', deletion: '', error: read(uploader.ErrorMessage) || text }
  const { URL: url, ThumbnailURL: thumbnail, DeletionURL: deletion } = uploader
  return { url: url ? read(url) : text, thumbnail: read(thumbnail), deletion: read(deletion), error: '' }
}

function check({ Version, DestinationType, RequestMethod, Body }: Uploader): void {
  const [major = 0, minor = 0, patch = 0] = Version.split('.').map(Number)
  const version = major * 10_000 + minor * 100 + patch
  if (!(version > 130_701)) throw new Error(`Version ${Version} is read in the syntax of former years`)
  const types = ['ImageUploader', 'TextUploader', 'FileUploader', 'URLShortener', 'URLSharingService']
  const given = DestinationType.split(', ')
  if (!given.includes('ImageUploader') || !given.every((type) => types.includes(type)))
    throw new Error(`DestinationType ${DestinationType}`)
  if (!['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(RequestMethod)) throw new Error(RequestMethod)
  if (Body !== 'MultipartFormData') throw new Error(Body)
}

/** A text in which nothing is to be filled in. */
function plain(text: string): string {
  return parse(text, '')
}

/** `{json:path}` and `{response}`; a backslash before a brace, a bar or itself takes its meaning. */
function parse(syntax: string, answer: string): string {
  return syntax.replace(/\\([\\{}|])|\{([^{}]*)\}/g, (_whole, escaped?: string, call?: string) => {
    if (escaped !== undefined) return escaped
    if (call === 'response') return answer
    const [name, path = ''] = call?.split(/:(.*)/s) ?? []
    if (name !== 'json') throw new Error(`{${call}} is none of ShareX's functions that are known here`)
    return tokenAt(JSON.parse(answer), path)
  })
}

/** As Newtonsoft's SelectToken: nothing there is an empty text. */
function tokenAt(value: unknown, path: string): string {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '')
  const found = steps.reduce<unknown>(
    (at, step) => (at as Record<string, unknown> | undefined)?.[step],
    value,
  )
  return found === undefined || found === null ? '' : String(found)
}
