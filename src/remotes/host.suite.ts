import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a host was sent. */
export type Heard = { method: string; path: string; headers: IncomingMessage['headers']; body: string }

/** A host of pictures on loopback that says what a test wants it to say. */
export type Host = AsyncDisposable & { url: string; heard: Heard[] }

type Say = (heard: Heard, response: ServerResponse) => unknown

export async function openHost(say: Say): Promise<Host> {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const { method = '', url: path = '', headers } = request
    const one = { method, path, headers, body: Buffer.concat(pieces).toString('latin1') }
    heard.push(one)
    await say(one, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    heard,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Say {
  return (_heard, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

export function text(value: string, type = 'text/plain', status = 200): Say {
  return (_heard, response) => response.writeHead(status, { 'content-type': type }).end(value)
}

/** Begins an answer and goes on with it for as long as anybody listens. */
export const drip: Say = (_heard, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}
