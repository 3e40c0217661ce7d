import { createStore, set } from 'idb-keyval'
import { version } from '$app/env'

/** Only files whose names change with their bytes, and one page that is nobody's, are kept here. */
const cacheName = `tintype-shell-${version}`
const worker = self as unknown as ServiceWorkerGlobalScope
const base = new URL(worker.registration.scope).pathname
const offlinePage = `${base}offline`

worker.addEventListener('install', (event) => {
  event.waitUntil(keepOfflinePage().then(() => worker.skipWaiting()))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetFormer().then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== worker.location.origin) return
  if (request.method === 'POST' && url.pathname === `${base}share-target`) {
    event.respondWith(takeShared(request))
  } else if (request.method === 'GET' && url.pathname.startsWith(`${base}_app/immutable/`)) {
    event.respondWith(fromCache(request))
  } else if (request.mode === 'navigate' && request.method === 'GET') {
    event.respondWith(fetch(request).catch(() => offline()))
  }
})

/** Fetched without cookies: what is kept shows nobody's name. */
async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(cacheName)
  const answer = await fetch(offlinePage, { credentials: 'omit', cache: 'no-cache' }).catch(() => undefined)
  if (answer?.ok) await cache.put(offlinePage, answer)
}

/** What an older version kept belongs to its pages. */
async function forgetFormer(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('tintype-shell') && name !== cacheName) await caches.delete(name)
  }
}

async function offline(): Promise<Response> {
  return (await (await caches.open(cacheName)).match(offlinePage)) ?? Response.error()
}

/** As many hashed files are kept; those of old versions go first. */
const mostKept = 200

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  const known = await cache.match(request)
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) {
    await cache.put(request, answer.clone())
    const keys = await cache.keys()
    const old = keys.filter(({ url }) => new URL(url).pathname !== offlinePage)
    await Promise.all(old.slice(0, Math.max(0, old.length - mostKept)).map((each) => cache.delete(each)))
  }
  return answer
}

/** Another program shared files or an address: they wait where the home page finds them. */
async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData()
  const store = createStore('tintype-queue', 'items')
  const files = form.getAll('file').filter((part): part is File => part instanceof File && part.size > 0)
  const text = [form.get('url'), form.get('text')].find((part) => typeof part === 'string' && part !== '')
  for (const [at, file] of files.entries()) {
    const id = `shared-${Date.now().toString(36)}-${at}`
    const item = { id, name: file.name, file, fields: {}, again: false, page: 'shared', at: Date.now() + at }
    await set(id, item, store)
  }
  const address =
    files.length === 0 && typeof text === 'string' ? /https?:\/\/\S+/.exec(text)?.[0] : undefined
  const query =
    files.length > 0 ? '?shared=1' : address === undefined ? '' : `?url=${encodeURIComponent(address)}`
  return Response.redirect(`${base}${query}`, 303)
}
