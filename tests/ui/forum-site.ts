import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Browser, View, Visitor } from './browser.ts'
import { choose, items, send } from './uploading.ts'

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

let pages = 0

/** Opens a page of the forum that has this body; the complaints are the page's, not those of windows it opens. */
export async function visitForum(
  { browser, forum }: { browser: Browser; forum: ForumSite },
  body: string,
  { headers = {}, ...view }: View & { headers?: Record<string, string> },
): Promise<Visitor> {
  const visitor = await browser.visitor(view)
  await visitor.page.goto(forum.put(`/page${++pages}`, body, headers))
  return visitor
}

/** Presses the upload button; answers the window once its scripts have taken over. */
export async function openFrom(page: Page, name = 'Upload images'): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name }).click()
  const popup = await opened
  await popup.locator('html[data-ready]').waitFor({ state: 'attached' })
  return popup
}

/** Uploads files in a window that says where its codes go, and waits until it has closed. */
export async function uploadIn(popup: Page, paths: readonly string[]): Promise<void> {
  await popup.getByText('What you upload here goes into what you write at').waitFor()
  await choose(popup, paths)
  await expect.poll(() => items(popup).count()).toBe(paths.length)
  const closed = popup.waitForEvent('close')
  await send(popup)
  await closed
}
