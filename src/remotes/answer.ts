import { AppError } from '../errors.ts'
import { type RemoteDescription, wrong } from './description.ts'
import { follow, followToText } from './json-path.ts'
import { withoutSecrets } from './masks.ts'

/** What a host said. `text` is at most a megabyte of it. */
export type Answer = { status: number; headers: Record<string, string>; text: string }

/** Where a copy lies. `repeated`: the host had these bytes before; then it is not ours to delete. */
export type Copy = { url: string; deleteUrl?: string; repeated: boolean }

/**
 * Reads the address of a copy out of an answer. Throws bad-input with the field to mend in `details.field`; `busy`
 * when the host asks for patience or is broken, so that trying again makes sense.
 */
export function readCopy(description: RemoteDescription, answer: Answer): Copy {
  const json = description.urlPath === '' && !description.repeatPath ? undefined : jsonOf(answer)
  const repeat = json && description.repeatPath ? followToText(json.value, description.repeatPath) : undefined
  const deleteUrl = json && deleteAddress(description, json.value)
  if (repeat && 'text' in repeat) {
    return { url: addressOf(description, repeat.text, 'repeatPath'), repeated: true }
  }
  const shown = answerWithoutSecrets(description, answer)
  refuseStatus(description, shown)
  if (description.urlPath === '') return { url: wholeText(description, answer), repeated: false }
  if (!json) throw notJson(shown)
  const found = followToText(json.value, description.urlPath)
  if ('fault' in found) throw noAddress(description, shown, found.fault)
  const url = addressOf(description, found.text, 'urlPath')
  return { url, ...(deleteUrl && { deleteUrl }), repeated: false }
}

/** An answer whose words may be shown: what is cut off from them later holds no half of a secret. */
export function answerWithoutSecrets(
  description: RemoteDescription,
  { status, headers, text }: Answer,
  others: readonly string[] = [],
): Answer {
  const hide = (words: string) => withoutSecrets(words, description, others)
  const shown = Object.entries(headers).map(([name, value]) => [name, hide(value)])
  return { status, headers: Object.fromEntries(shown), text: hide(text) }
}

/** The JSON of an answer. Throws bad-input for a web page, an answer without text and whatever else is no JSON. */
export function readJson(description: RemoteDescription, answer: Answer, field = 'url'): unknown {
  const json = jsonOf(answer)
  if (!json) throw notJson(answerWithoutSecrets(description, answer), field)
  return json.value
}

/** No host is to keep us waiting for longer, seconds. */
const longestWait = 86_400

/** Throws what an answer says by its status, when it is not a good one; `cause.status` of bad-input has that. */
export function refuseStatus(description: RemoteDescription, answer: Answer, field = 'url'): void {
  const { status, headers } = answer
  if (status >= 200 && status < 300) return
  const said = saidBy(answer)
  if (status >= 300 && status < 400) {
    throw wrong(
      field,
      `the host leads on to ${headers.location ?? 'another address'}: give the address that answers itself`,
    )
  }
  if (status === 429 || status >= 500) {
    const wait = Number(headers['retry-after'])
    throw new AppError('busy', `The host answered ${status}${said}`, {
      details: {
        field,
        ...(wait > 0 && Number.isFinite(wait) && { retryAfter: Math.min(Math.ceil(wait), longestWait) }),
      },
    })
  }
  if (status === 413) throw new AppError('too-large', `The host takes no file of this size (413)${said}`)
  const why = isAboutKey(answer) ? ': the key is missing or wrong' : hint(status)
  throw wrong(fieldOf(description, answer, field), `the host answered ${status}${why}${said}`, { status })
}

/** What the host itself says of a failure, as the end of a sentence; '' when it says nothing that can be read. */
function saidBy(answer: Answer): string {
  const json = jsonOf(answer)
  if (!json) return isHtml(answer) ? `, with a web page${titleOf(answer.text)}` : shortText(answer.text)
  for (const path of [
    'error.message',
    'message',
    'msg',
    'error_description',
    'data.error',
    'error',
    'errors.0',
  ]) {
    const found = follow(json.value, path)
    if ('value' in found && typeof found.value === 'string' && found.value !== '')
      return shortText(found.value)
  }
  return ''
}

function shortText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, 300)
  return line === '' ? '' : `. It said: ${line}`
}

/** Which field is to be looked at: who is not let in has the wrong key, wherever keys stand in this description. */
function fieldOf(description: RemoteDescription, answer: Answer, field: string): string {
  const { status } = answer
  if (isAboutKey(answer)) {
    return Object.keys(description.headers).length === 0 && Object.keys(description.fields).length > 0
      ? 'fields'
      : 'headers'
  }
  if (status === 403 || status === 404 || status === 405) return field
  if (status === 415) return 'body'
  return field === 'url' && description.body !== 'raw' ? 'fileField' : field
}

const aboutKeys = [
  /\b(unauthori[sz]ed|unauthenticated|authentication|authorization|no key|api .{0,6}key)\b/i,
  /\b(invalid|wrong|missing|expired|incorrect|unknown|no|bad) .{0,12}\b(auth|key|token|credentials?)\b/i,
  /\b(key|token|credentials?)\b.{0,12} (invalid|wrong|missing|expired|incorrect|required|not (valid|found))\b/i,
]

/** Whether the host does not let us in: many say so for other reasons too, and then in words. */
function isAboutKey(answer: Answer): boolean {
  const { status } = answer
  if (status === 401) return true
  if (status >= 500 || status === 404) return false
  const said = saidBy(answer)
  return (status === 403 && said === '') || aboutKeys.some((words) => words.test(said))
}

function hint(status: number): string {
  if (status === 404) return ': there is nothing at this address'
  if (status === 405) return ': this address takes no uploads by this method'
  return ''
}

function jsonOf(answer: Answer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(answer.text.replace(/^\uFEFF/, '')) }
  } catch {
    return undefined
  }
}

function notJson(answer: Answer, field = 'url'): AppError {
  if (isHtml(answer)) {
    return wrong(
      field,
      `a web page answered${titleOf(answer.text)}, not JSON: it is not the address of the host's API`,
    )
  }
  if (answer.text.trim() === '') return wrong(field, 'the host answered without any text')
  return wrong(
    'urlPath',
    `the answer is not JSON${shortText(answer.text)}. Leave the path empty if this is the address`,
  )
}

/** Whether it is a page for people. */
export function isHtml({ headers, text }: Answer): boolean {
  return (
    /^text\/html|xhtml/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html|head|body)\b/i.test(text)
  )
}

function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(html)?.[1]?.replace(/\s+/g, ' ').trim()
  return title ? ` (“${title}”)` : ''
}

function noAddress(description: RemoteDescription, answer: Answer, fault: string): AppError {
  const said = saidBy(answer)
  const field = fieldOf(description, { ...answer, status: 200 }, 'urlPath')
  return wrong(field === 'fileField' ? 'urlPath' : field, fault + said)
}

/** An answer that is an address as a whole. */
function wholeText(description: RemoteDescription, answer: Answer): string {
  if (isHtml(answer)) throw notJson(answerWithoutSecrets(description, answer))
  const text = answer.text.trim()
  if (text === '') throw wrong('url', 'the host answered without any text')
  if (jsonOf(answer) && /^[{[]/.test(text)) {
    throw wrong('urlPath', 'the answer is JSON: say where in it the address lies, as in data.url')
  }
  return addressOf(description, text, 'urlPath')
}

function addressOf(description: RemoteDescription, text: string, field: string): string {
  const whole = description.prefix + text
  if (/\s/.test(text.trim()) || !URL.canParse(whole)) {
    const hide = (words: string) => withoutSecrets(words, description)
    const shown = hide(text).slice(0, 100)
    throw description.prefix === '' && text.startsWith('/')
      ? wrong(
          'prefix',
          `"${shown}" is only the end of an address: put https:// and the host's name before it`,
        )
      : wrong(
          description.prefix === '' ? field : 'prefix',
          `"${hide(whole).slice(0, 200)}" is not an address`,
        )
  }
  const url = new URL(whole)
  if (!/^https?:$/.test(url.protocol)) {
    const shown = withoutSecrets(whole, description).slice(0, 100)
    throw wrong(field, `"${shown}" is not a web address`)
  }
  return url.href
}

/** Where what a host took is deleted, when its answer tells, whatever else is wrong with it. */
export function deleteAddressIn(description: RemoteDescription, answer: Answer): string | undefined {
  const json = jsonOf(answer)
  return json && deleteAddress(description, json.value)
}

/** Where a copy is deleted, when the host told. A wrong one costs the deletion, never the upload. */
function deleteAddress(description: RemoteDescription, json: unknown): string | undefined {
  if (!description.deletePath) return undefined
  const found = followToText(json, description.deletePath)
  if ('fault' in found) return undefined
  const whole = (description.deletePrefix ?? '') + found.text
  return URL.canParse(whole) && /^https?:/i.test(whole) ? new URL(whole).href : undefined
}
