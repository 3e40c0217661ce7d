import type { OutgoingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { json as readJson, text as readText } from 'node:stream/consumers'
import { distinctPng } from '../distinct.ts'
import type { Person, Stage } from '../stage.ts'

export type Told<Body> = { status: number; headers: OutgoingHttpHeaders; cookies: string[]; body: Body }

/** What a call may say besides its path. */
export type Say = { method?: string; json?: unknown; headers?: Record<string, string> }

/** A person's browser: it keeps cookies, and says with every call that it stands on the site's own page. */
export type Browser = {
  /** By name. */
  jar: Map<string, string>
  call<Body>(path: string, say?: Say): Promise<Told<Body>>
  signIn(person: Pick<Person, 'name' | 'password'>): Promise<Told<{ name: string }>>
  /** Uploads a picture that nobody else has; answers its id. */
  send(number: number, fields?: Record<string, string>): Promise<string>
}

export type Refused = { error: { code: string; message: string; field?: string; retryAfter?: number } }

export function openBrowser(stage: Pick<Stage, 'url'>): Browser {
  const jar = new Map<string, string>()
  const browser: Browser = {
    jar,
    call: async <Body>(path: string, say: Say = {}) => {
      const told = await send<Body>(stage.url + path, {
        ...say,
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(jar.size > 0 && { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...say.headers,
        },
      })
      for (const line of told.cookies) keep(jar, line)
      return told
    },
    signIn: ({ name, password }) =>
      browser.call('/api/session', { method: 'POST', json: { name, password } }),
    send: async (number, fields = {}) => {
      const url = `data:image/png;base64,${distinctPng(number, stage.url).toString('base64')}`
      const { boundary, text } = formOf({ ...fields, url })
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
      const { status, body } = await browser.call<{ id: string }>('/api/media', {
        method: 'POST',
        json: text,
        headers,
      })
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body.id
    },
  }
  return browser
}

function keep(jar: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (/; Max-Age=0/.test(line)) jar.delete(name)
  else jar.set(name, value)
}

function formOf(fields: Record<string, string>): { boundary: string; text: string } {
  const boundary = 'a-boundary-of-tests'
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { boundary, text: `${parts.join('')}--${boundary}--\r\n` }
}

/** `json` is sent as it is when it is a text. */
function send<Body>(url: string, { method = 'GET', json, headers }: Say): Promise<Told<Body>> {
  const { promise, resolve, reject } = Promise.withResolvers<Told<Body>>()
  const body = json === undefined || typeof json === 'string' ? json : JSON.stringify(json)
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const sent = request(url, { method, headers: { ...length, ...headers } }, async (answer) => {
    try {
      const isJson = answer.headers['content-type']?.includes('json')
      const read = isJson ? await readJson(answer) : await readText(answer)
      const cookies = answer.headers['set-cookie'] ?? []
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, cookies, body: read as Body })
    } catch (error) {
      reject(error)
    }
  })
  sent.once('error', reject)
  sent.end(body)
  return promise
}
