import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { AppError } from '../src/errors.ts'
import { type FormOptions, passBodies, readForm } from '../src/server/forms.ts'

/** What the server understood of a form. */
export type Heard = {
  fields: Record<string, string>
  file?: { field: string; filename: string; size: number; digest: string; bytes: string }
}

export type Answer = { status: number; body: Heard & { code?: string; limit?: number } }

/** A server that reads forms and says what it read: nothing but `readForm` between HTTP and the test. */
export type FormServer = AsyncDisposable & {
  port: number
  url: string
  /** Sends bytes as they are over a connection of their own and answers all that comes back until it is closed. */
  sendRaw(bytes: string | Buffer): Promise<string>
  /** The same, left open. */
  open(bytes: string | Buffer): Promise<Socket>
  staged(): Promise<string[]>
  /** Resolves when no form is being read any more. */
  quiet(): Promise<void>
  /** Refusals so far. */
  refusals: AppError[]
}

export async function openFormServer(options: Partial<FormOptions> = {}): Promise<FormServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'forms-test-'))
  const app = { config: { dataDir } }
  const fastify = Fastify({ forceCloseConnections: true })
  const refusals: AppError[] = []
  let reading = 0
  let wake = () => {}
  passBodies(fastify)
  fastify.route({
    method: ['GET', 'POST'],
    url: '/form',
    handler: async (request, reply) => {
      reading++
      try {
        const limit = () => 1_000_000
        await using form = await readForm(app, request, { fileFields: ['file'], limit, ...options })
        const { field, filename, staged } = form.file ?? {}
        if (staged === undefined) return { fields: Object.fromEntries(form.fields) }
        const bytes = staged.size > 10_000 ? '' : await readFile(staged.path, 'latin1')
        const { size, digest } = staged
        return { fields: Object.fromEntries(form.fields), file: { field, filename, size, digest, bytes } }
      } catch (thrown) {
        const refusal = AppError.from(thrown)
        refusals.push(refusal)
        return reply.code(400).send({ code: refusal.code, limit: refusal.details.limit })
      } finally {
        reading--
        wake()
      }
    },
  })
  const url = `${await fastify.listen({ port: 0, host: '127.0.0.1' })}/form`
  const port = Number(new URL(url).port)
  const open = async (bytes: string | Buffer) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write(bytes)
    return socket
  }
  return {
    port,
    url,
    refusals,
    open,
    sendRaw: async (bytes) => {
      const socket = await open(bytes)
      return readToEnd(socket)
    },
    staged: () => readdir(join(dataDir, 'staging')).catch(() => []),
    quiet: async () => {
      while (reading > 0) await new Promise<void>((done) => (wake = done))
    },
    async [Symbol.asyncDispose]() {
      await fastify.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** All that a connection answers until it is closed. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise((done) => socket.once('close', done).resume())
  return Buffer.concat(chunks).toString()
}

/** An HTTP request as bytes; `Connection: close` unless the headers say otherwise. */
export function rawRequest(headers: Record<string, string | number>, body: string | Buffer = ''): Buffer {
  const all = { Host: 'test', Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`POST /form HTTP/1.1\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}
