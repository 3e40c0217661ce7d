import { type Heard, type Host, json, openHost } from '../../src/remotes/host.suite.ts'

/** A host of pictures that keeps what it is sent, lists it in pages, and deletes it. */
export type Mirror = Host & {
  /** By their names there. */
  files: Map<string, Buffer>
  /** What it says to every upload in place of taking it. */
  fail: { status: number; body: unknown } | undefined
  /** It takes what it is sent, and says so only then. */
  gate: Promise<void> | undefined
  /** It answers nothing but that it is. */
  down: boolean
}

const perPage = 2

export async function openMirror(): Promise<Mirror> {
  const files = new Map<string, Buffer>()
  let count = 0
  const host = await openHost(async (heard, response) => {
    const url = `http://${heard.headers.host}`
    const { pathname, searchParams } = new URL(heard.path, url)
    const answer = (body: unknown, status = 200) => json(body, status)(heard, response)
    if (mirror.down) return answer({ message: 'Back soon' }, 503)
    if (heard.method === 'POST') {
      if (mirror.fail) return answer(mirror.fail.body, mirror.fail.status)
      const name = `${++count}.png`
      files.set(name, fileIn(heard))
      await mirror.gate
      return answer({ data: { url: `${url}/f/${name}`, delete: `${url}/delete/${name}` } })
    }
    if (pathname.startsWith('/delete/')) return answer({ success: files.delete(pathname.slice(8)) })
    if (pathname === '/list') {
      const all = [...files.keys()].map((name) => ({ url: `${url}/f/${name}`, filename: `my ${name}` }))
      const page = Number(searchParams.get('page'))
      return answer({ data: all.slice((page - 1) * perPage, page * perPage) })
    }
    const file = files.get(pathname.slice(3))
    if (!file) return answer({}, 404)
    response.writeHead(200, { 'content-type': 'image/png' }).end(file)
  })
  const mirror: Mirror = Object.assign(host, { files, fail: undefined, gate: undefined, down: false })
  return mirror
}

/** The description of such a host. */
export function simple(url: string, key: string) {
  return {
    url: `${url}/upload`,
    fileField: 'file',
    headers: { Authorization: key },
    urlPath: 'data.url',
    deletePath: 'data.delete',
    list: { url: `${url}/list`, pageField: 'page', itemsPath: 'data', urlPath: 'url', namePath: 'filename' },
  }
}

function fileIn({ body, headers }: Heard): Buffer {
  const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const start = body.indexOf('\r\n\r\n', body.indexOf('filename="')) + 4
  return Buffer.from(body.slice(start, body.indexOf(`\r\n--${boundary}`, start)), 'latin1')
}
