import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { type Browser, openBrowser } from './browser.ts'
import {
  choose,
  chooseMany,
  copy,
  drop,
  items,
  names,
  newPicture,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  shownMedia,
  stored,
} from './uploading.ts'

describe('the uploader', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  const visit = async (view: Parameters<Browser['visitor']>[0] = {}) => {
    const visitor = await browser.visitor({ url: stage.url, ...view })
    await visitor.open('/')
    return visitor
  }

  test.each([
    ['en-GB', 'Drag and drop or paste files here to upload', 'Upload complete'],
    ['zh-CN', '将文件拖放或粘贴到此处进行上传', '上传完毕'],
  ] as const)('files by the picker become links, in %s', async (locale, heading, complete) => {
    await using visitor = await visit({ locale })
    const { page } = visitor
    await page.getByRole('heading', { name: heading }).waitFor()
    await choose(page, await newPictures(folder, 3))
    await expect.poll(() => items(page).count()).toBe(3)
    await send(page)
    await page.getByRole('heading', { name: complete }).waitFor()
    const media = await shownMedia(page, stage)
    expect(media.map(({ filename }) => filename)).toEqual(['picture-1.png', 'picture-2.png', 'picture-3.png'])
    const codes = await page.locator('#uploads textarea').first().inputValue()
    expect(codes.split('\n')).toEqual(media.map(({ file }) => file.url))
    expect((await page.request.get(media[0]?.file.url ?? '')).status()).toBe(200)
    // They came at once, and are one guest's.
    const list = await (await page.request.get(`${stage.url}/api/media?scope=guest`)).json()
    expect(list.total).toBe(3)
    expect(visitor.complaints).toEqual([])
  })

  test('files and folders are dropped, and walked', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await folder.write('trip/day 1/a.png', await newPicture())
    await folder.write('trip/day 1/.hidden.png', await newPicture())
    await folder.write('trip/day 2/b.png', await newPicture())
    const single = await folder.write('single.png', await newPicture())
    await drop(page, [`${folder.path}/trip`, single])
    await expect.poll(() => names(page)).toEqual(['a.png', 'b.png', 'single.png'])
  })

  test('a page that is none of the uploader takes what is dropped on it, in a sheet', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await visitor.open('/explore')
    await drop(page, await newPictures(folder, 2))
    const sheet = page.getByRole('dialog', { name: 'Upload' })
    await expect.poll(() => items(page).count()).toBe(2)
    await sheet.getByRole('button', { name: 'Upload 2 files' }).click()
    await sheet.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/explore')
  })

  test('a picture is pasted', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await copy(page, await newPicture())
    await page.keyboard.press('Control+V')
    await expect
      .poll(() => names(page))
      .toEqual([expect.stringMatching(/^pasted-\d{4}-\d\d-\d\d-\d{6}\.png$/)])
    await send(page)
    await results(page).waitFor()
  })

  test('pasted addresses come into the queue; prose, and what is pasted into a field, does not', async () => {
    await using visitor = await visit()
    const { page } = visitor
    const paste = async (text: string) => {
      await copy(page, text)
      await page.keyboard.press('Control+V')
    }
    await paste('Look at https://example.com/a.png')
    await page.locator('input[type=search]').first().focus()
    await paste('https://example.com/b.png')
    await page.locator('#main').focus()
    await paste('https://example.com/c.png\nhttps://example.com/d.png')
    await expect.poll(() => names(page)).toEqual(['c.png', 'd.png'])
  })

  test('addresses are judged line by line; data URIs are uploaded', async () => {
    await stage.app.db.updateTable('groups').set({ may_upload_urls: 1 }).execute()
    await using visitor = await visit()
    const { page } = visitor
    await page.getByRole('button', { name: 'add file URLs' }).click()
    const data = `data:image/png;base64,${(await newPicture()).toString('base64')}`
    await page.getByLabel('File URLs').first().fill(`ftp://example.com/x.png\n${data}\nnonsense`)
    await page.getByText('only http and https work').waitFor()
    await page.getByText('not a URL').waitFor()
    await page.getByRole('button', { name: 'Add 1 to the queue' }).click()
    await expect.poll(() => names(page)).toEqual(['data.png'])
    await send(page)
    await results(page).waitFor()
    expect(await shownMedia(page, stage)).toHaveLength(1)
  })

  test('an address that a link brings along is asked about; the server refuses to fetch from itself', async () => {
    await stage.app.db.updateTable('groups').set({ may_upload_urls: 1 }).execute()
    const picture = await newPicture()
    const server = createServer((_request, response) => response.end(picture))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/p.png`
    try {
      await using visitor = await visit()
      const { page } = visitor
      await visitor.open(`/?url=${encodeURIComponent(address)}`)
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await expect.poll(() => names(page)).toEqual(['p.png'])
      await send(page)
      await page.getByRole('heading', { name: 'No files have been uploaded' }).waitFor()
      await page.getByText('This address is not public', { exact: true }).waitFor()
      await page.getByText('Open the address in your browser').waitFor()
    } finally {
      server.close()
    }
  })

  test('what cannot be uploaded says so when it is added', async () => {
    await using visitor = await visit()
    const { page } = visitor
    const text = await folder.write('letter.txt', 'Dear Sir, this is no picture.')
    const damaged = await folder.write('damaged.jpg', 'Once this was a picture.')
    const empty = await folder.write('empty.png', '')
    await choose(page, [text, damaged, empty, ...(await newPictures(folder, 1))])
    await page.getByText('Not an allowed format', { exact: true }).waitFor()
    await page.getByText('The file is damaged and cannot be read', { exact: true }).waitFor()
    await page.getByText('The file is empty', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Upload 1 file', exact: true }).click()
    await page.getByRole('heading', { name: '1 of 4 files uploaded' }).waitFor()
    await page.getByRole('heading', { name: 'Error report' }).waitFor()
    expect(await page.getByText('Allowed are JPEG, PNG').count()).toBeGreaterThan(0)
  })

  test('the same bytes twice are one upload, unless asked for', async () => {
    await using visitor = await visit()
    const { page } = visitor
    const bytes = await newPicture()
    const before = (await stored(stage)).length
    await choose(page, [await folder.write('one.png', bytes), await folder.write('two.png', bytes)])
    await page.getByText('Already in the queue').waitFor()
    await send(page)
    await results(page).waitFor()
    await page.getByText('1 file was left out').waitFor()
    expect((await stored(stage)).length).toBe(before + 1)
    await page.getByRole('button', { name: 'Upload more' }).click()
    await choose(page, [`${folder.path}/one.png`])
    await expect.poll(() => items(page).count()).toBe(1)
    await send(page)
    await page.getByText('1 of them you had already uploaded').waitFor()
    expect((await stored(stage)).length).toBe(before + 1)
  })

  test('what a guest has sent becomes the account’s after signing in', async () => {
    const person = await stage.person()
    await using visitor = await visit()
    const { page } = visitor
    await choose(page, await newPictures(folder, 2))
    await expect.poll(() => items(page).count()).toBe(2)
    await send(page)
    await results(page).waitFor()
    await page.locator('#uploads').getByRole('link', { name: 'sign in' }).click()
    await page.getByLabel('Name or e-mail').fill(person.name)
    await page.locator('main').getByLabel('Password', { exact: true }).fill(person.password)
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('2 files are in your account now').waitFor()
    const rows = await stage.app.db
      .selectFrom('media')
      .select('id')
      .where('user_id', '=', person.user.id)
      .execute()
    expect(rows).toHaveLength(2)
  })

  test('order, removal and editing by keyboard; each is said', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await choose(page, await newPictures(folder, 3))
    await expect.poll(() => items(page).count()).toBe(3)
    const first = page.getByRole('button', { name: 'Edit picture-1.png' })
    await first.focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => names(page)).toEqual(['picture-2.png', 'picture-1.png', 'picture-3.png'])
    await page
      .getByRole('status')
      .filter({ hasText: 'picture-1.png: position 2 of 3' })
      .waitFor({ state: 'attached' })
    await first.focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => names(page)).toEqual(['picture-2.png', 'picture-3.png'])
    const handle = page.getByRole('button', { name: 'Move picture-3.png', exact: true })
    await handle.focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Space')
    await expect.poll(() => names(page)).toEqual(['picture-3.png', 'picture-2.png'])
  })

  test('files are moved by dragging', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await choose(page, await newPictures(folder, 3))
    await expect.poll(() => items(page).count()).toBe(3)
    const handle = await page.getByRole('button', { name: 'Move picture-1.png', exact: true }).boundingBox()
    const target = await items(page).nth(2).boundingBox()
    if (!handle || !target) throw new Error('nothing to drag')
    await page.mouse.move(handle.x + 10, handle.y + 10)
    await page.mouse.down()
    await page.mouse.move(target.x + 60, target.y + 60, { steps: 8 })
    await page.mouse.up()
    expect(await names(page)).toEqual(['picture-2.png', 'picture-3.png', 'picture-1.png'])
  })

  test('a thousand files: a list of which only what is seen is drawn', async () => {
    await using visitor = await visit()
    const { page } = visitor
    const blocked = await chooseMany(page, await newPicture(), 1000)
    await page.getByText(/^1,000 files ·/).waitFor()
    expect(blocked).toBeLessThan(500)
    expect(await items(page).count()).toBeLessThan(60)
    await page.mouse.wheel(0, 200_000)
    await page.getByText('file-0999.png').waitFor()
    expect(await items(page).count()).toBeLessThan(60)
  })
})
