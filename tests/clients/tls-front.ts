import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A proxy that speaks TLS 1.2, no more and no less, as PicGo needs it. */
export type TlsFront = AsyncDisposable & {
  /** `127.0.0.1:PORT` */
  host: string
  /** File with the certificate that clients must trust. */
  ca: string
}

/** Puts a TLS front before a plain http address. The certificate is made anew by openssl. */
export async function openTlsFront(target: () => string): Promise<TlsFront> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-tls-'))
  const ca = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  await promisify(execFile)('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', ca])
  const options = {
    cert: await readFile(ca),
    key: await readFile(key),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
  } as const
  const server = createServer(options, (from, answer) => {
    const onward = request(target() + from.url, {
      method: from.method,
      headers: { ...from.headers, 'x-forwarded-proto': 'https' },
    })
    onward.on('response', (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers)
      back.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    ca,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
