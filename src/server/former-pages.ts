import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply } from 'fastify'

/** Files whose names change with their bytes: what is there under a name is what was asked for. */
const named = /^\/_app\/immutable\/(?:[\w-]+\/)*[\w-][\w.-]*$/
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/**
 * Where a file of pages lies that the present build lacks and an earlier one has, which a page that was opened before
 * an update still asks for; undefined when there is none. `build` is the present build's folder, beside the others.
 */
export async function findFormer(build: string, url: string): Promise<string | undefined> {
  const [path = ''] = url.split('?')
  if (!named.test(path) || (await isFile(join(build, 'client', path)))) return undefined
  const builds = await readdir(join(build, '..'), { withFileTypes: true }).catch(() => [])
  for (const each of builds) {
    const file = join(each.parentPath, each.name, 'client', path)
    if (each.isDirectory() && (await isFile(file))) return file
  }
  return undefined
}

/** Answers with such a file. */
export function sendFormer(reply: FastifyReply, file: string): FastifyReply {
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('x-content-type-options', 'nosniff')
    .type(types[extname(file)] ?? 'application/octet-stream')
    .send(createReadStream(file))
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
