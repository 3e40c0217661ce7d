import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Host = AsyncDisposable & { url: string }

/** A server on loopback that is no Tintype: it answers as it is told to, when it has heard a request to its end. */
export async function openHost(
  answer: (request: IncomingMessage, response: ServerResponse, bytes: number) => unknown,
): Promise<Host> {
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    request.once('end', () => answer(request, response, bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
