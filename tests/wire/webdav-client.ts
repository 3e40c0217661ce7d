import type { Person, Stage } from '../stage.ts'

export type Reply = { status: number; headers: Headers; text: string; bytes: Buffer }

export type Call = {
  key?: string | undefined
  headers?: Record<string, string>
  body?: string | Buffer
}

/** Asks `/dav/PATH` (percent-encoded) with the key as the password. */
export async function dav(
  stage: Pick<Stage, 'url'>,
  method: string,
  path: string,
  { key, headers = {}, body }: Call = {},
): Promise<Reply> {
  const word = Buffer.from(`anybody:${key}`).toString('base64')
  const response = await fetch(`${stage.url}/dav/${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(key !== undefined && { Authorization: `Basic ${word}` }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, text: bytes.toString(), bytes }
}

/** The addresses that a PROPFIND tells, as it tells them. */
export async function hrefs(stage: Pick<Stage, 'url'>, path: string, key: string): Promise<string[]> {
  const { text } = await dav(stage, 'PROPFIND', path, { key, headers: { Depth: '1' } })
  return [...text.matchAll(/<D:response><D:href>([^<]*)<\/D:href>/g)].map(([, href = '']) => href)
}

/** The addresses that a PROPFIND tells, decoded, without `/dav/`. */
export async function names(stage: Pick<Stage, 'url'>, path: string, key: string): Promise<string[]> {
  const told = await hrefs(stage, path, key)
  return told.map((href) => decodeURIComponent(href.replace(/^\/dav\//, '')).normalize('NFC'))
}

/** What somebody asks by WebDAV. */
export function davOf(stage: Pick<Stage, 'url'>, { key }: Pick<Person, 'key'>) {
  return {
    ask: (method: string, path: string, call: Call = {}): Promise<Reply> =>
      dav(stage, method, path, { key, ...call }),
    /** The header that says where to copy or move. */
    to: (path: string) => ({ Destination: `${stage.url}/dav/${path}` }),
    names: (path = '') => names(stage, path, key),
  }
}
