import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openBrowser } from './browser.ts'
import { openForumSite, openFrom, uploadIn, visitForum } from './forum-site.ts'
import {
  choose,
  items,
  newPicture,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
} from './uploading.ts'

describe("the window of another site's upload button", () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  const forum = fixture(openForumSite)

  const visit = (body: string, view: Parameters<typeof visitForum>[2] = {}) =>
    visitForum({ browser, forum }, body, view)
  const script = () => `<script async src="${stage.url}/pup.js"></script>`

  test('signing in within the window does not lose who opened it', async () => {
    const person = await stage.person()
    await using visitor = await visit(`<textarea></textarea>${script()}`)
    const { page } = visitor
    const popup = await openFrom(page)
    await popup.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await popup.getByLabel(/name or e-?mail/i).fill(person.name)
    await popup.getByLabel('Password', { exact: true }).fill(person.password)
    await popup.getByRole('button', { name: 'Sign in' }).click()
    await uploadIn(popup, await newPictures(folder, 1))
    await expect.poll(() => page.locator('textarea').inputValue()).toMatch(/^\[url=/)
    const newest = await stage.app.db
      .selectFrom('media')
      .select('user_id')
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect(newest).toEqual([{ user_id: person.user.id }])
  })

  test('what fails stays in the window, with a button for the rest', async () => {
    await using visitor = await visit(`<textarea></textarea>${script()}`, { locale: 'zh-CN' })
    const { page } = visitor
    const popup = await openFrom(page, '上传图片')
    const broken = (await newPicture({ width: 300, height: 300, type: 'jpeg' })).subarray(0, 400)
    await choose(popup, [await folder.write('broken.jpg', broken), ...(await newPictures(folder, 1))])
    await expect.poll(() => items(popup).count()).toBe(2)
    await send(popup)
    await results(popup).waitFor()
    expect(await page.locator('textarea').inputValue()).toBe('')
    const closed = popup.waitForEvent('close')
    await popup.getByRole('button', { name: '插入', exact: true }).click()
    await closed
    await expect
      .poll(() => page.locator('textarea').inputValue())
      .toMatch(/^\[url=[^[]+\[img\][^[]+\[\/img\]\[\/url\]\n$/)
  })

  test("Chevereto's own script, which answers settings of its own, is understood", async () => {
    const body = `<script>
      let popup
      const given = '1b2c-guid'
      window.addEventListener('message', ({ origin, data, source }) => {
        if (origin !== '${stage.url}' || source !== popup || data.id !== given) return
        if (data.requestAction === 'postSettings') {
          popup.postMessage({ id: given, settings: { autoInsert: 'direct-links', vendor: 'default' } }, origin)
        } else window.told = data.message
      })
      </script><button onclick="popup = window.open('${stage.url}/upload', given, 'width=700,height=600')">Upload images</button>`
    await using visitor = await visit(body)
    const { page } = visitor
    await uploadIn(await openFrom(page), await newPictures(folder, 2))
    await page.waitForFunction('window.told')
    const lines = ((await page.evaluate('window.told')) as string).split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).toMatch(new RegExp(`^${stage.url}/images/[^ ]+$`))
  })

  test('an opener that says nothing, and frames that say something, are told nothing', async () => {
    const body = `<button onclick="window.open('${stage.url}/upload', 'x', 'width=700,height=600')">Upload images</button>
      <script>window.heard = []; window.addEventListener('message', ({ data }) => window.heard.push(data))</script>`
    await using visitor = await visit(body)
    const { page } = visitor
    const popup = await openFrom(page)
    await choose(popup, await newPictures(folder, 1))
    await expect.poll(() => items(popup).count()).toBe(1)
    // Not from the opener: the page itself.
    await popup.evaluate(`postMessage({ id: 'x', settings: { autoInsert: 'direct-links' } }, '*')`)
    await send(popup)
    await results(popup).waitFor()
    expect(await popup.getByText('what you write at').count()).toBe(0)
    expect(await page.evaluate('window.heard')).toEqual([{ id: 'x', requestAction: 'postSettings' }])
    await popup.close()
  })

  test('only the window of a button may talk to who opened it', async () => {
    const policy = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(stage.url + path, { headers: { accept: 'text/html', ...headers } })
      return [answer.url.slice(stage.url.length), answer.headers.get('cross-origin-opener-policy')]
    }
    const elsewhere = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }
    const typed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }
    await using visitor = await visit(`<a href="${stage.url}/upload">there</a>`)
    await visitor.page.getByRole('link').click()
    await visitor.page.waitForURL(`${stage.url}/?pup`)
    expect(await policy('/')).toEqual(['/', 'same-origin'])
    expect(await policy('/explore?pup')).toEqual(['/explore?pup', 'same-origin'])
    expect(await policy('/?pup')).toEqual(['/?pup', 'unsafe-none'])
    for (const headers of [elsewhere, typed]) {
      const answer = await visitor.context.request.get(`${stage.url}/upload`, { headers, maxRedirects: 0 })
      expect(answer.headers().location).toBe(headers === elsewhere ? '/?pup' : '/')
    }
  })
})
