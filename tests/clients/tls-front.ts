import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer as createProxy, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'

/** A proxy that speaks TLS 1.2, no more and no less, as PicGo needs it. */
export type TlsFront = AsyncDisposable & {
  /** `127.0.0.1:PORT` */
  host: string
  /** File with the certificate that clients must trust. */
  ca: string
  /** A forward proxy by which every host is this one: for clients that hard-code theirs. `http://127.0.0.1:PORT` */
  proxy: string
  /** Hosts that were asked for through the proxy. */
  asked: string[]
}

/** Puts a TLS front before a plain http address, as itself and as `names`. The certificate is made anew by openssl. */
export async function openTlsFront(target: () => string, names: readonly string[] = []): Promise<TlsFront> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-tls-'))
  const ca = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  const hosts = ['localhost', ...names].map((name) => `DNS:${name}`).join(',')
  const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=IP:127.0.0.1,${hosts}`]
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  await promisify(execFile)('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', ca])
  const options = {
    cert: await readFile(ca),
    key: await readFile(key),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
  } as const
  const server = createServer(options, (from, answer) => passOn(target() + from.url, from, answer))
  const port = await listen(server)
  const asked: string[] = []
  const proxy = createProxy((from, answer) => {
    // What has no tunnel is asked for by its whole address.
    const { host, pathname, search } = new URL(from.url ?? '')
    asked.push(host)
    passOn(target() + pathname + search, from, answer)
  })
  const tunnels = new Set<Duplex>()
  proxy.on('connect', ({ url = '' }: IncomingMessage, client: Duplex, head: Buffer) => {
    asked.push(url.replace(/:443$/, ''))
    for (const end of tunnel(port, client, head)) tunnels.add(end.on('close', () => tunnels.delete(end)))
  })
  const proxyPort = await listen(proxy)
  return {
    host: `127.0.0.1:${port}`,
    ca,
    proxy: `http://127.0.0.1:${proxyPort}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const end of tunnels) end.destroy()
      for (const each of [proxy, server]) {
        each.closeAllConnections()
        await new Promise((resolve) => each.close(resolve))
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function passOn(address: string, from: IncomingMessage, answer: ServerResponse): void {
  const onward = request(address, {
    method: from.method,
    headers: { ...from.headers, 'x-forwarded-proto': 'https' },
  })
  onward.on('response', (back) => {
    answer.writeHead(back.statusCode ?? 502, back.headers)
    back.pipe(answer)
  })
  onward.on('error', () => answer.destroy())
  from.pipe(onward)
}

function tunnel(port: number, client: Duplex, head: Buffer): [Duplex, Socket] {
  const onward = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    onward.write(head)
    onward.pipe(client).pipe(onward)
  })
  client.on('error', () => onward.destroy())
  onward.on('error', () => client.destroy())
  return [client, onward]
}

async function listen(server: {
  listen(port: number, host: string, then: () => void): unknown
  address(): unknown
}) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
