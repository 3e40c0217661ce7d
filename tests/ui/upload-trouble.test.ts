import type { CDPSession, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { endSessions } from '../../src/core/sessions.ts'
import { fixture } from '../fixture.ts'
import type { Person } from '../stage.ts'
import { openBrowser, type Visitor } from './browser.ts'
import {
  bigPicture,
  choose,
  items,
  loseAnswers,
  newPicture,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  shownMedia,
  stored,
  visitHome,
} from './uploading.ts'

/** One session a page: what another has slowed down stays slow. */
const sessions = new WeakMap<Page, CDPSession>()

/** Bytes a second that the browser sends from now on. */
async function slowDown({ page, context }: Visitor, rate: number): Promise<void> {
  const devtools = sessions.get(page) ?? (await context.newCDPSession(page))
  sessions.set(page, devtools)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: rate,
  })
}

describe('uploading when something goes wrong', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)

  const visit = (person?: Person) => visitHome({ stage, browser }, person)
  const queued = async (visitor: Visitor, paths: readonly string[]) => {
    const before = await items(visitor.page).count()
    await choose(visitor.page, paths)
    await expect.poll(() => items(visitor.page).count()).toBe(before + paths.length)
  }
  const names = async () => (await stored(stage)).map(({ originalName }) => originalName)

  test('a network that is gone for half a minute during 20 uploads: all finish, none twice', async () => {
    await using visitor = await visit()
    const { page, context } = visitor
    await page.clock.install()
    const paths: string[] = []
    for (let at = 1; at <= 20; at++)
      paths.push(await folder.write(`gone-${at}.png`, await newPicture({ width: 900 })))
    await queued(visitor, paths)
    await slowDown(visitor, 40_000)
    await send(page)
    await expect
      .poll(async () => (await names()).filter((name) => name.startsWith('gone-')).length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(2)
    await context.setOffline(true)
    await page.getByText('No connection. It goes on as soon as there is one.').waitFor()
    await page.clock.fastForward(30_000)
    const meanwhile = (await names()).length
    await slowDown(visitor, -1)
    await context.setOffline(false)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    const all = await stage.app.db
      .selectFrom('media')
      .select('digest')
      .where('original_name', 'like', 'gone-%')
      .execute()
    expect(meanwhile).toBeLessThan(20)
    expect(all).toHaveLength(20)
    expect(new Set(all.map(({ digest }) => digest)).size).toBe(20)
  })

  test('an answer that is lost on its way uploads nothing twice', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const lost = await loseAnswers(visitor.page)
    await visitor.open('/')
    const { page } = visitor
    await page.clock.install()
    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    await queued(visitor, [await folder.write('lost.png', await newPicture())])
    await send(page)
    await page.getByText(/The server could not be reached, again/).waitFor()
    await page.clock.runFor(2000)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect(await lost()).toEqual(['lost.png'])
    expect((await names()).filter((name) => name === 'lost.png')).toHaveLength(1)
    expect(await page.getByText('you had already uploaded').count()).toBe(0)
    expect(await shownMedia(page, stage)).toHaveLength(1)
  })

  test('cancelling one, then the rest; what was cancelled can be tried again', async () => {
    await using visitor = await visit()
    const { page } = visitor
    const paths: string[] = []
    for (let at = 1; at <= 5; at++) paths.push(await folder.write(`cancel-${at}.bmp`, bigPicture(1_500_000)))
    await queued(visitor, paths)
    await slowDown(visitor, 50_000)
    await send(page)
    await page
      .getByText(/Uploading \d+%/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Cancel cancel-1.bmp' }).click()
    await page.getByText('Cancelled', { exact: true }).waitFor()
    expect(await page.title()).toMatch(/^\d+ % · /)
    await page.getByRole('button', { name: 'Cancel remaining' }).click()
    await page.getByRole('heading', { name: 'No files have been uploaded' }).waitFor()
    expect((await names()).filter((name) => name.startsWith('cancel-'))).toEqual([])
    await slowDown(visitor, -1)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect((await names()).filter((name) => name.startsWith('cancel-'))).toHaveLength(5)
    expect(await stage.leftBehind()).toEqual([])
  })

  test('pausing stops; going on finishes', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await queued(visitor, [await folder.write('pause.bmp', bigPicture(1_500_000))])
    await slowDown(visitor, 50_000)
    await send(page)
    await page
      .getByText(/Uploading \d+%/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('Paused. Nothing is lost.').waitFor()
    await slowDown(visitor, -1)
    await page.getByRole('button', { name: 'Resume' }).click()
    await results(page).waitFor()
    expect(await names()).toContain('pause.bmp')
  })

  test('413: the limit that fell meanwhile is told, the others are uploaded', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await queued(visitor, [
      await folder.write('large.bmp', bigPicture(3_000_000)),
      ...(await newPictures(folder, 1)),
    ])
    await changeGroup(stage.app, 'guests', { field: 'max-file-bytes', value: '1000000' })
    try {
      await send(page)
      await page.getByRole('heading', { name: '1 of 2 files uploaded' }).waitFor()
      await page.getByText('Larger than 1 MB', { exact: true }).waitFor()
      await page.getByText('Make it smaller and add it again.').waitFor()
    } finally {
      await changeGroup(stage.app, 'guests', { field: 'max-file-bytes', value: '5000000' })
    }
  })

  test('429: the queue stands until the server takes more, and goes on by itself', async () => {
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '2' })
    try {
      const person = await stage.person()
      await using visitor = await visit(person)
      const { page } = visitor
      await page.clock.install()
      await queued(visitor, await newPictures(folder, 4))
      await send(page)
      await page.getByText(/Too many uploads in a short time. It goes on by itself at/).waitFor()
      await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '1000' })
      stage.clock.offset += 61_000
      await page.clock.fastForward(61_000)
      await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
      expect(await shownMedia(page, stage)).toHaveLength(4)
    } finally {
      await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '1000' })
    }
  })

  test('507: what the account has no room for says so, and can be tried again once there is', async () => {
    const person = await stage.person()
    await using visitor = await visit(person)
    const { page } = visitor
    await queued(visitor, [await folder.write('room.png', await newPicture({ width: 400 }))])
    await changeGroup(stage.app, 'members', { field: 'quota-bytes', value: '10' })
    try {
      await send(page)
      await page.getByRole('heading', { name: 'No files have been uploaded' }).waitFor()
      await page.getByText('Your storage is full', { exact: true }).waitFor()
      await page.getByText('Delete something from your library, then try again.').waitFor()
    } finally {
      await changeGroup(stage.app, 'members', { field: 'quota-bytes', value: 'none' })
    }
    await page.getByRole('button', { name: 'Try room.png again' }).click()
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
  })

  test('a session that ends in the middle: the queue waits, and after signing in everything is the person’s', async () => {
    const person = await stage.person()
    await using visitor = await visit(person)
    const { page } = visitor
    await queued(visitor, await newPictures(folder, 5))
    await endSessions(stage.app.db, person.user.id)
    await send(page)
    const dialog = page.getByRole('dialog', { name: 'Please sign in again' })
    await dialog.getByLabel('Password', { exact: true }).fill('wrong')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByText('Name or password is wrong').waitFor()
    await dialog.getByLabel('Password', { exact: true }).fill(person.password)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    const rows = await stage.app.db
      .selectFrom('media')
      .select('id')
      .where('user_id', '=', person.user.id)
      .execute()
    expect(rows).toHaveLength(5)
  })

  test('an album that is gone: each file says what to do, and goes up without it', async () => {
    const person = await stage.person()
    await using visitor = await visit(person)
    const { page } = visitor
    const headers = { authorization: person.key }
    const made = await page.request.post(`${stage.url}/api/albums`, {
      headers,
      data: { name: 'Short-lived' },
    })
    const { id } = await made.json()
    await queued(visitor, [await folder.write('orphan.png', await newPicture())])
    await page.getByText('Options for all files').click()
    await page.getByLabel('Album').selectOption({ label: 'Short-lived' })
    await page.request.delete(`${stage.url}/api/albums/${id}`, { headers })
    await send(page)
    await page.getByText('There is no such album, or it is not yours', { exact: true }).waitFor()
    await page.getByText('Choose another album and try again.').waitFor()
    await page.getByRole('button', { name: 'Change and try again' }).click()
    await page.getByText('Options for all files').click()
    await page.getByLabel('Album').selectOption({ label: 'No album' })
    await send(page)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
  })
})
