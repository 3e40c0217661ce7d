import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A site of somebody else, on another host than the stage, with pages that are set while it runs. */
export type ForumSite = AsyncDisposable & {
  /** `http://localhost:PORT`, without a slash at its end. */
  url: string
  /** Sets what a path answers; the text goes into the page's body. Answers the page's address. */
  put(path: string, body: string, headers?: Record<string, string>): string
}

export async function openForumSite(): Promise<ForumSite> {
  const pages = new Map<string, { body: string; headers: Record<string, string> }>()
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    // Browsers ask for an icon.
    if (!page) return response.writeHead(204).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers })
    response.end(`<!doctype html><html lang="en"><title>A forum</title><body>${page.body}</body></html>`)
  })
  await once(server.listen(0, 'localhost'), 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    put: (path, body, headers = {}) => {
      pages.set(path, { body, headers })
      return url + path
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
