import { randomBytes } from 'node:crypto'
import type { RequestEvent } from '@sveltejs/kit'

/** A page as it was rendered, cut where its nonce stands: bytes, or texts. */
type Page = { pieces: readonly Uint8Array[]; policy: readonly string[]; headers: [string, string][] }

/** The pages that were asked for last, by everything that was known when they were rendered. */
const pages = new Map<string, Page>()
const most = 300

/**
 * A page as `render` makes it, or as it made it before from the very same data: they are read anew each time, but what
 * would come out the same is not rendered again. `data` is all that the page shows; undefined: it is rendered.
 */
export async function remembered(
  event: RequestEvent,
  data: unknown,
  render: () => Promise<Response>,
): Promise<Response> {
  if (data === undefined) return render()
  const { locals, url } = event
  const minute = Math.floor(Date.now() / 60_000)
  const key = JSON.stringify([url, locals.locale, locals.theme, minute, locals.mount?.mediaUrl, data])
  const known = pages.get(key)
  if (known) return answerWith(known)
  const response = await render()
  return response.status === 200 ? keep(key, response) : response
}

async function keep(key: string, response: Response): Promise<Response> {
  const text = await response.text()
  const policy = response.headers.get('content-security-policy') ?? ''
  const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? []
  if (nonce !== undefined && !response.headers.has('set-cookie')) {
    const own = new Set(['content-security-policy', 'content-length', 'etag'])
    const headers = [...response.headers].filter(([name]) => !own.has(name))
    pages.set(key, { pieces: text.split(nonce).map(toBytes), policy: policy.split(nonce), headers })
    const [oldest] = pages.keys()
    if (pages.size > most && oldest !== undefined) pages.delete(oldest)
  }
  return new Response(text, { status: response.status, headers: response.headers })
}

function answerWith({ pieces, policy, headers }: Page): Response {
  const nonce = randomBytes(16).toString('base64')
  const [first = new Uint8Array(), ...rest] = pieces
  const bytes = Buffer.from(nonce)
  const answer = new Response(Buffer.concat([first, ...rest.flatMap((piece) => [bytes, piece])]), { headers })
  answer.headers.set('content-security-policy', policy.join(nonce))
  return answer
}

function toBytes(text: string): Uint8Array {
  return Buffer.from(text)
}
