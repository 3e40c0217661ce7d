import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { AppError } from '../../errors.ts'
import type { Scratch } from '../upload/scratch.ts'
import { type Entry, findFile } from '../upload/sources.ts'

const largestJson = 1024 * 1024
const mostFiles = 500

/**
 * What a request asks to be uploaded: the files of a form, or those that JSON lists by their paths or addresses; undefined
 * when it names none, which means the clipboard. Throws bad-input.
 */
export async function readSent(request: IncomingMessage, scratch: Scratch): Promise<Entry[] | undefined> {
  if (/^multipart\/form-data/i.test(request.headers['content-type'] ?? '')) {
    const entries = await readForm(request, scratch)
    if (entries.length === 0) throw new AppError('no-source', 'The form holds no file')
    return entries
  }
  const list = listIn(await readText(request))
  if (list.length === 0) return undefined
  return Promise.all(list.map(findFile))
}

async function readText(request: IncomingMessage): Promise<string> {
  let size = 0
  request.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > largestJson) request.destroy(new AppError('too-large', 'The list is too long'))
  })
  return text(request)
}

/** As PicGo: `{"list": ["/a.png", …]}`, or no body at all. */
function listIn(body: string): string[] {
  if (body.trim() === '') return []
  try {
    const given: unknown = JSON.parse(body)
    const list = typeof given === 'object' && given !== null && 'list' in given ? given.list : []
    if (Array.isArray(list) && list.length <= mostFiles && list.every((name) => typeof name === 'string')) {
      return list
    }
  } catch (cause) {
    throw new AppError('bad-input', 'The body is not JSON', { cause })
  }
  throw new AppError('bad-input', `"list" is a list of at most ${mostFiles} paths`)
}

async function readForm(request: IncomingMessage, scratch: Scratch): Promise<Entry[]> {
  const form = openForm(request.headers)
  return new Promise((resolve, reject) => {
    const parts: Readable[] = []
    const files: Promise<Entry>[] = []
    // No file may be open any more when the scratch folder is removed.
    const fail = (cause: unknown) => {
      request.unpipe()
      request.resume()
      form.destroy()
      for (const part of parts) part.destroy()
      const refusal =
        cause instanceof AppError ? cause : new AppError('bad-input', 'The form is malformed', { cause })
      void Promise.allSettled(files).then(() => reject(refusal))
    }
    form.on('file', (_field: string, bytes: Readable, filename: string) => {
      bytes.on('error', () => {})
      parts.push(bytes)
      const kept = keep(scratch, bytes, filename)
      kept.catch(fail)
      files.push(kept)
    })
    form.on('filesLimit', () => fail(new AppError('bad-input', `A form holds at most ${mostFiles} files`)))
    form.on('error', fail)
    form.once('finish', () => Promise.all(files).then(resolve, fail))
    request.on('error', fail)
    request.once('aborted', () => fail(new AppError('bad-input', 'The form was cut off')))
    request.pipe(form)
  })
}

/** Throws bad-input for a form that says of itself nothing that could be read. */
function openForm(headers: IncomingHttpHeaders): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits: { files: mostFiles } })
  } catch (cause) {
    throw new AppError('bad-input', 'The form is malformed', { cause })
  }
}

async function keep(scratch: Scratch, bytes: Readable, filename: string): Promise<Entry> {
  const source = await scratch.keep(bytes, filename || 'upload')
  return source.size === 0 ? { label: source.name, problem: 'is empty' } : { label: source.name, source }
}
