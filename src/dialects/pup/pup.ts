import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dialect } from '../dialect.ts'
import { palettes, vendors, words } from './tables.ts'

/**
 * The upload button for forums, Chevereto's popup upload plug-in: one script, which other sites take in. What it opens
 * is the upload page, whose side of the talk is `web/src/upload/forum.ts`.
 */
export const pup: Dialect = {
  name: 'pup',
  routes: () => async (scope) => {
    const text = await readButton()
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
    for (const url of ['/sdk/pup.js', '/pup.js']) {
      scope.get(url, (request, reply) => {
        reply.headers({
          etag,
          'cache-control': 'public, max-age=3600',
          'access-control-allow-origin': '*',
          'cross-origin-resource-policy': 'cross-origin',
        })
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        return reply.type('text/javascript; charset=utf-8').send(text)
      })
    }
  },
}

async function readButton(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, 'button.js'), 'utf8')
  return text.replace('__tables__', () => JSON.stringify({ words, palettes, vendors }))
}
