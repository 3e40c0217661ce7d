import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { failureOf } from '../upload/failures.ts'
import { openScratch, type Scratch } from '../upload/scratch.ts'
import type { Entry } from '../upload/sources.ts'
import { type Gate, isAllowed, refuse } from './gate.ts'
import { readSent } from './sent-files.ts'

/** What became of a request: addresses of what is uploaded, and a line for each that is not. */
export type Uploads = { urls: readonly string[]; failures: readonly string[] }

/** `stop` is aborted when whoever asked has hung up. */
export type PicGoMeans = { scratch: Scratch; stop: AbortSignal }

export type PicGoOptions = {
  gate: Gate
  /** Uploads what was sent, or what the clipboard holds when nothing was named. */
  upload(entries: readonly Entry[] | undefined, means: PicGoMeans): Promise<Uploads>
}

/**
 * Answers what tools ask of PicGo-Server: POST /upload with a list, a form or nothing, and /heartbeat. Failed uploads
 * are told with 200 and `success: false`, since tools read no other answer.
 */
export function createPicGoServer(options: PicGoOptions): Server {
  return createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      say(request, response, { gate: options.gate, status: 200, body: failed(failureOf(error).message) })
    })
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, upload }: PicGoOptions,
): Promise<void> {
  const { method = '' } = request
  const path = (request.url ?? '').split('?')[0]?.replace(/\/+$/, '')
  const tell = (status: number, body?: object) => say(request, response, { gate, status, body })
  const refused = refuse(gate, request, { upload: path === '/upload' && method === 'POST' })
  if (refused) return tell(refused.status, failed(refused.message))
  if (method === 'OPTIONS') return tell(204)
  if (path === '/heartbeat' && (method === 'POST' || method === 'GET')) {
    return tell(200, { success: true, result: 'alive' })
  }
  if (path !== '/upload') return tell(404, failed('There are /upload and /heartbeat'))
  if (method !== 'POST') return tell(405, failed('Uploads are sent by POST'))
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  await using scratch = openScratch()
  const { urls, failures } = await upload(await readSent(request, scratch), { scratch, stop: gone.signal })
  if (failures.length === 0) return tell(200, { success: true, result: urls })
  tell(200, { ...failed(failures.join('\n')), result: urls })
}

function failed(message: string) {
  return { success: false, result: [] as readonly string[], message }
}

function say(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, status, body }: { gate: Gate; status: number; body: object | undefined },
): void {
  if (response.headersSent) return
  const { origin } = request.headers
  if (isAllowed(gate, origin)) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-headers', 'authorization, content-type, x-picgo-secret')
    response.setHeader('access-control-allow-private-network', 'true')
    response.setHeader('vary', 'origin')
  }
  // A body that was not read to its end cannot be followed by another request.
  if (!request.complete) response.setHeader('connection', 'close')
  if (body === undefined) {
    response.writeHead(status).end()
    return
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
