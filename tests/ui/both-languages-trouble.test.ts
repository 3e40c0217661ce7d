import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { endSessions } from '../../src/core/sessions.ts'
import { fixture } from '../fixture.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'
import { type Entered, enterAnew, signIn } from './library-scene.ts'
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
import { wordsIn } from './words.ts'

/** What goes wrong is told, with what to do about it; and what an account looks after, by the words of either language. */
describe.each(['en-GB', 'zh-CN'] as const)('what a person is told, in %s', (locale) => {
  const say = wordsIn(locale)
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)

  async function enter(path = '/'): Promise<Entered> {
    const entered = await enterAnew({ stage, browser }, { locale })
    await entered.visitor.open(path)
    return entered
  }
  const membersMay = (field: 'uploads-per-minute' | 'quota-bytes' | 'max-file-bytes', value: string) =>
    changeGroup(stage.app, 'members', { field, value })

  test('a file that became too large (413), and what to do', async () => {
    await using entered = await enter()
    const { page } = entered.visitor
    const large = await newPicture({ width: 2000, height: 2000, type: 'jpeg' })
    await choose(page, [await folder.write('large.jpg', large), ...(await newPictures(folder, 1))])
    await expect.poll(() => items(page).count()).toBe(2)
    await membersMay('max-file-bytes', '10000')
    try {
      await send(page)
      await page.getByRole('heading', { name: say('upload.partly', { done: 1, total: 2 }) }).waitFor()
      await page.getByText(say('upload.do.smaller'), { exact: true }).waitFor()
    } finally {
      await membersMay('max-file-bytes', '100000000')
    }
  })

  test('too many at once (429): the queue waits and goes on by itself', async () => {
    await using entered = await enter()
    const { page } = entered.visitor
    await membersMay('uploads-per-minute', '2')
    try {
      await page.clock.install()
      await choose(page, await newPictures(folder, 3))
      await send(page)
      const [before = ''] = say('upload.held', { time: '*' }).split('*')
      await page.getByText(before).waitFor()
      await membersMay('uploads-per-minute', '1000')
      stage.clock.offset += 61_000
      await page.clock.fastForward(61_000)
      await page.getByRole('heading', { name: say('upload.complete') }).waitFor()
    } finally {
      await membersMay('uploads-per-minute', '1000')
    }
  })

  test('no room (507), and a repeat once there is', async () => {
    await using entered = await enter()
    const { page } = entered.visitor
    await choose(page, [await folder.write('room.png', await newPicture({ width: 400 }))])
    await membersMay('quota-bytes', '10')
    try {
      await send(page)
      await page.getByRole('heading', { name: say('upload.none') }).waitFor()
      await page.getByText(say('errors.over-quota'), { exact: true }).waitFor()
      await page.getByText(say('upload.do.quota'), { exact: true }).waitFor()
    } finally {
      await membersMay('quota-bytes', 'none')
    }
    await page.getByRole('button', { name: say('upload.retryOne', { name: 'room.png' }) }).click()
    await page.getByRole('heading', { name: say('upload.complete') }).waitFor()
  })

  test('a network that is gone, and comes back', async () => {
    await using entered = await enter()
    const { page, context } = entered.visitor
    await choose(page, await newPictures(folder, 2))
    await expect.poll(() => items(page).count()).toBe(2)
    await context.setOffline(true)
    await send(page)
    await page.getByText(say('upload.offline'), { exact: true }).waitFor()
    await context.setOffline(false)
    await page.getByRole('heading', { name: say('upload.complete') }).waitFor()
  })

  test('a session that ended in the middle: the queue waits for the password', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    await choose(page, await newPictures(folder, 2))
    await expect.poll(() => items(page).count()).toBe(2)
    await endSessions(stage.app.db, person.user.id)
    await send(page)
    const dialog = page.getByRole('dialog', { name: say('auth.sessionTitle') })
    await dialog.getByLabel(say('auth.password'), { exact: true }).fill('not this')
    await dialog.getByRole('button', { name: say('common.signIn') }).click()
    await dialog.getByText(say('errors.bad-credentials')).waitFor()
    await dialog.getByLabel(say('auth.password'), { exact: true }).fill(person.password)
    await dialog.getByRole('button', { name: say('common.signIn') }).click()
    await results(page).waitFor()
  })

  test('keys and sessions: made and told once, ended', async () => {
    await using entered = await enter('/settings/keys')
    const { visitor, person } = entered
    const main = visitor.page.getByRole('main')
    await main.getByLabel(say('account.keyName'), { exact: true }).fill('PicGo')
    await main.getByRole('button', { name: say('account.keyMake') }).click()
    const key = await main.getByRole('textbox', { name: say('account.keyMade') }).inputValue()
    expect((await call(stage, 'GET /api/site', { key })).status).toBe(200)
    await main.getByLabel(say('account.keyEndWhat', { what: 'PicGo' })).click()
    await main.getByText(say('account.keyEndAsk', { name: 'PicGo' })).waitFor()
    await main
      .getByRole('button', { name: say('account.keyEnd'), exact: true })
      .last()
      .click()
    await main.getByText(say('account.keyEnded')).waitFor()
    expect((await call(stage, 'GET /api/site', { key })).status).toBe(401)
    const { name, password } = person
    await call(stage, 'POST /api/session', { body: { name, password } })
    await visitor.open('/settings/sessions')
    await main.getByText(say('account.sessionNow'), { exact: true }).waitFor()
    await main.getByRole('button', { name: say('account.sessionEndAll') }).click()
    await expect
      .poll(() =>
        stage.app.db.selectFrom('sessions').select('id').where('user_id', '=', person.user.id).execute(),
      )
      .toHaveLength(1)
  })

  test('what a guest sent is listed, and becomes the account’s', async () => {
    const person = await stage.person()
    await using visitor = await browser.visitor({ locale, url: stage.url })
    const { page } = visitor
    const main = page.getByRole('main')
    await visitor.open('/history')
    await main.getByText(say('account.historyEmpty'), { exact: true }).waitFor()
    await main.getByRole('link', { name: say('account.historyUpload') }).click()
    await page.getByRole('heading', { name: say('start.drop') }).waitFor()
    await choose(page, await newPictures(folder, 2))
    await send(page)
    await results(page).waitFor()
    await visitor.open('/history')
    await main.getByText(say('account.historyBrowser')).waitFor()
    await signIn(stage, visitor, person)
    await visitor.open('/history')
    await main.getByRole('button', { name: say('account.historySave', { count: 2 }) }).click()
    await main.getByText(say('account.historySaved', { count: 2 })).waitFor()
    expect(visitor.complaints).toEqual([])
  })
})
