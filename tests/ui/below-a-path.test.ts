import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { openBrowser } from './browser.ts'
import { choose, items, newPicture, openFolder, send } from './uploading.ts'

/** A proxy that shows a site below `/pics`, and takes note of what is asked for elsewhere. */
async function openProxy(target: () => string) {
  const strays: string[] = []
  const server: Server = createServer((from, answer) => {
    const { url = '', method, headers } = from
    if (!url.startsWith('/pics/')) {
      strays.push(`${method} ${url}`)
      answer.writeHead(404).end()
      return
    }
    const onward = request(target() + url.slice('/pics'.length), { method, headers })
    onward.on('response', (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers)
      back.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    from.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/pics`,
    strays,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

describe('a site below a path', () => {
  const proxy = fixture(() => openProxy((): string => stage.url))
  const stage = fixture(() => openStage({ environment: { BASE_URL: proxy.url } }))
  const anna = fixture(() => stage.person({ name: 'anna' }))
  const browser = fixture(openBrowser)

  test('signing in, an upload, the library and the viewer never leave it', async () => {
    await using folder = await openFolder()
    await using visitor = await browser.visitor({ url: proxy.url })
    const { page } = visitor
    await visitor.open('/my?sort=oldest')
    await page.getByLabel('Name or e-mail address').fill(anna.name)
    await page.getByLabel('Password', { exact: true }).fill(anna.password)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${proxy.url}/my?sort=oldest`)
    await page.getByRole('banner').getByRole('link', { name: 'Tintype' }).click()
    await page.waitForURL(`${proxy.url}/`)
    await choose(page, [await folder.write('gate.png', await newPicture())])
    await expect.poll(() => items(page).count()).toBe(1)
    await send(page)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    await visitor.open('/my')
    await page.getByRole('main').locator('a[href*="/image/"]').first().click()
    await page.waitForURL(`${proxy.url}/image/**`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(proxy.strays.filter((stray) => stray !== 'GET /favicon.ico')).toEqual([])
    expect(visitor.complaints).toEqual([])
  })
})
