import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openBrowser } from './browser.ts'
import { openForumSite, openFrom, uploadIn, visitForum } from './forum-site.ts'
import { newPictures, openBusyStage, openFolder } from './uploading.ts'

const button = '[data-chevereto-pup-trigger]'
const image = (host: string) => `${host}/images/[^\\]"]+`

describe('the upload button of other sites', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  const forum = fixture(openForumSite)

  const visit = (body: string, view: Parameters<typeof visitForum>[2] = {}) =>
    visitForum({ browser, forum }, body, view)
  const script = (attributes = '', path = '/sdk/pup.js') =>
    `<script async src="${stage.url}${path}" ${attributes}></script>`

  test.each(['/sdk/pup.js', '/pup.js'])('%s is a script that any site may use', async (path) => {
    const answer = await fetch(stage.url + path, { headers: { origin: forum.url } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect((await answer.text()).length).toBeGreaterThan(5000)
    const etag = answer.headers.get('etag') ?? ''
    expect((await fetch(stage.url + path, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  test('codes go into a text field where the caret is, on lines of their own; the window closes', async () => {
    await using visitor = await visit(`<form><textarea name="message">one\ntwo</textarea></form>${script()}`)
    const { page } = visitor
    await page.locator('textarea').focus()
    await page.evaluate(`document.querySelector('textarea').setSelectionRange(3, 3)`)
    const popup = await openFrom(page)
    expect(new URL(popup.url()).origin).toBe(stage.url)
    await uploadIn(popup, await newPictures(folder, 2))
    const code = `\\[url=${stage.url}/image/[^\\]]+\\]\\[img\\]${image(stage.url)}\\[/img\\]\\[/url\\]`
    await expect
      .poll(() => page.locator('textarea').inputValue())
      .toMatch(new RegExp(`^one\\n${code}\\n${code}\\ntwo$`))
    expect(visitor.complaints).toEqual([])
  })

  test('codes go to the end of a field that nobody was in', async () => {
    await using visitor = await visit(`<textarea>one</textarea>${script('data-auto-insert="viewer-links"')}`)
    const { page } = visitor
    await uploadIn(await openFrom(page), await newPictures(folder, 1))
    await expect
      .poll(() => page.locator('textarea').inputValue())
      .toMatch(new RegExp(`^one\\n${stage.url}/image/.+\\n$`))
  })

  test('a site with a strict policy needs to allow the script alone', async () => {
    const policy = `default-src 'none'; script-src ${stage.url}`
    await using visitor = await visit(`<textarea></textarea>${script('data-palette="blue"')}`, {
      headers: { 'content-security-policy': policy },
    })
    const { page } = visitor
    await page.getByRole('button', { name: 'Upload images' }).waitFor()
    const look = await page.evaluate(`getComputedStyle(document.querySelector('${button}')).color`)
    expect(look).toBe('rgb(255, 255, 255)')
    expect(visitor.complaints).toEqual([])
  })

  test('HTML goes into a field of the kind that shows it', async () => {
    const body = `<div contenteditable="true" style="min-height: 50px">before</div>`
    await using visitor = await visit(body + script('data-auto-insert="html-embed"'))
    const { page } = visitor
    await uploadIn(await openFrom(page), await newPictures(folder, 1))
    const shown = page.locator('div[contenteditable] img')
    await shown.waitFor()
    expect(await shown.getAttribute('src')).toMatch(new RegExp(`^${image(stage.url)}$`))
    expect(await page.locator('div[contenteditable]').innerText()).toMatch(/^before/)
  })

  test('an editor that takes what is pasted into its own hands is given it so', async () => {
    const body = `<div contenteditable="true"></div><script>
      document.querySelector('div').addEventListener('paste', (event) => {
        event.preventDefault()
        window.pasted = ['text/plain', 'text/html'].map((type) => event.clipboardData.getData(type))
      })</script>`
    await using visitor = await visit(body + script('data-auto-insert="markdown-embed-medium"'))
    const { page } = visitor
    await uploadIn(await openFrom(page), await newPictures(folder, 1))
    await page.waitForFunction('window.pasted')
    const [plain, html] = (await page.evaluate('window.pasted')) as string[]
    expect(plain).toMatch(/^\[!\[picture 1\]\(.+\)\]\(.+\)$/)
    expect(html).toBe('')
    expect(await page.locator('div[contenteditable]').innerText()).toBe('')
  })

  test.each([
    [
      'phpBB',
      '<script>window.phpbb = {}</script><textarea name="message"></textarea><textarea></textarea>',
      '[url=',
    ],
    [
      'XenForo 2',
      '<script>window.XF = {}</script><div class="fr-box"><div class="fr-element" contenteditable="true"></div></div>',
      '[url=',
    ],
    [
      'NodeBB',
      '<script>window.ajaxify = {}</script><div class="composer"><textarea class="write"></textarea></div>',
      '[![',
    ],
    ['bbPress', '<div id="bbpress-forums"><textarea id="bbp_reply_content"></textarea></div>', '<a href'],
    ['Vanilla', '<script>window.gdn = {}</script><textarea name="Body"></textarea>', '<a href'],
  ])('%s: one button, and the code that it takes', async (_name, body, beginning) => {
    await using visitor = await visit(body + script())
    const { page } = visitor
    await page.locator(button).first().waitFor()
    expect(await page.locator(button).count()).toBe(1)
    await uploadIn(await openFrom(page), await newPictures(folder, 1))
    const fields = '[name], [id^=bbp_reply], .write, [contenteditable]'
    const read = `[...document.querySelectorAll('${fields}')].map((it) => it.value ?? it.innerText)[0]`
    const text = () => page.evaluate(read) as Promise<string>
    await expect.poll(text).not.toBe('')
    expect((await text()).trimStart().startsWith(beginning)).toBe(true)
  })

  test("MyBB's and SMF's editor is given the codes itself", async () => {
    const body = `<textarea name="message" style="display: none"></textarea><div>its editor</div><script>
      window.MyBB = {}
      window.sceditor = { instance: () => ({ insert: (text) => { window.inserted = text } }) }</script>`
    await using visitor = await visit(body + script())
    const { page } = visitor
    await uploadIn(await openFrom(page), await newPictures(folder, 1))
    await page.waitForFunction('window.inserted')
    expect(await page.evaluate('window.inserted')).toMatch(/^\[url=/)
  })

  test('an editor that is made later has a button too, and a field for searching none', async () => {
    await using visitor = await visit(`<textarea name="search"></textarea>${script()}`)
    const { page } = visitor
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<p><textarea id="late"></textarea></p>')`,
    )
    await page.locator(`#late + div ${button}`).waitFor()
    expect(await page.locator(button).count()).toBe(1)
  })

  test("a page's own button, and a place of its choice", async () => {
    const body = `<textarea id="first"></textarea><a href="#" data-chevereto-pup-trigger data-target="#second">Pictures</a>
      <textarea id="second"></textarea>`
    await using visitor = await visit(body + script('data-mode="manual"'))
    const { page } = visitor
    const opened = page.waitForEvent('popup')
    await page.getByRole('link', { name: 'Pictures' }).click()
    await uploadIn(await opened, await newPictures(folder, 1))
    await expect.poll(() => page.locator('#second').inputValue()).toMatch(/^\[url=/)
    expect(await page.locator('#first').inputValue()).toBe('')
    expect(await page.locator(button).count()).toBe(1)
    await using other = await visit(
      `<div><b id="here">tools</b><textarea></textarea></div>${script('data-sibling="#here" data-lang="de" data-button-class="mine"')}`,
    )
    await other.page.locator('#here + div button.mine', { hasText: 'Bilder hochladen' }).waitFor()
  })

  test('a second press leads to the window that is open', async () => {
    await using visitor = await visit(`<textarea></textarea>${script('', '/pup.js')}`)
    const { page } = visitor
    const popup = await openFrom(page)
    await page.getByRole('button', { name: 'Upload images' }).click()
    expect(visitor.context.pages()).toHaveLength(2)
    await popup.close()
    await (await openFrom(page)).close()
  })
})
