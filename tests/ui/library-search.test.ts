import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { openStage, type Person, type Stage } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { type Browser, openBrowser, type View } from './browser.ts'
import { fillLibrary, namesOn, signIn } from './library-scene.ts'

/** Where a link on a page leads. */
async function leadOf(page: Page, link: Locator): Promise<string> {
  const { pathname, search } = new URL((await link.getAttribute('href')) ?? '', page.url())
  return pathname + search
}

describe('where nothing is public', () => {
  const stack = new AsyncDisposableStack()
  let stage: Stage
  let browser: Browser
  let person: Person
  beforeAll(async () => {
    stage = stack.use(await openStage())
    browser = stack.use(await openBrowser())
    person = await stage.person({ name: 'mara' })
    await fillLibrary(stage, person, { count: 10, small: true })
    await share('link')
  })
  afterAll(() => stack.disposeAsync())

  async function share(visibility: 'link' | 'public', text = ''): Promise<void> {
    const { key } = person
    const query = new URLSearchParams({ scope: 'mine', q: text })
    const { items } = (await call<MediaList>(stage, `GET /api/media?${query}`, { key })).body
    const body = { changes: items.map(({ id }) => ({ id, visibility })) }
    expect((await call(stage, 'PATCH /api/media', { key, body })).status).toBe(200)
  }

  async function enter(path: string, view: View & { signedIn?: boolean; as?: Person } = {}) {
    const { signedIn = true, as = person, ...rest } = view
    const visitor = await browser.visitor({ url: stage.url, ...rest })
    if (signedIn) await signIn(stage, visitor, as)
    await visitor.open(path)
    return { visitor, page: visitor.page, main: visitor.page.getByRole('main') }
  }

  test.each([
    { locale: 'en-GB', scripts: true, title: 'Nothing is public yet', upload: 'Upload', signIn: 'Sign in' },
    { locale: 'zh-CN', scripts: false, title: '还没有公开的内容', upload: '上传', signIn: '登录' },
  ] as const)('explore says why, and what to do: $locale', async ({ title, upload, signIn, ...view }) => {
    const own = await enter('/explore', view)
    await using _own = own.visitor
    await own.main.getByRole('heading', { name: title }).waitFor()
    expect(await leadOf(own.page, own.main.getByRole('link', { name: upload }))).toBe('/')
    expect(await own.main.getByRole('link', { name: signIn }).count()).toBe(0)
    const guest = await enter('/explore', { ...view, signedIn: false })
    await using _guest = guest.visitor
    await guest.main.getByRole('link', { name: signIn }).click()
    await guest.page.waitForURL(`${stage.url}/login?next=%2Fexplore`)
  })

  test.each([
    { locale: 'en-GB', scripts: true, link: 'Search my images (1)', none: 'Search my images' },
    { locale: 'zh-CN', scripts: false, link: '在我的图片中搜索 (1)', none: '在我的图片中搜索' },
  ] as const)('a search leads to what is one’s own: $locale', async ({ link, none, ...view }) => {
    const { visitor, page, main } = await enter('/search?q=quiet', view)
    await using _visitor = visitor
    await main.getByRole('link', { name: link, exact: true }).click()
    await page.waitForURL(`${stage.url}/my?q=quiet`)
    await expect.poll(() => namesOn(page)).toEqual(['Quiet lake 10'])
    await visitor.open('/search?q=nothing')
    await main.getByRole('link', { name: none, exact: true }).waitFor()
    const guest = await enter('/search?q=quiet', { ...view, signedIn: false })
    await using _guest = guest.visitor
    expect(await guest.main.getByRole('link', { name: none }).count()).toBe(0)
    expect(visitor.complaints).toEqual([])
  })

  test('every tag of one’s own is there, and is offered where the library is filtered', async () => {
    const lin = await stage.person({ name: 'lin' })
    const { key } = lin
    const items = await fillLibrary(stage, lin, { count: 3, small: true })
    const named = (from: number) => Array.from({ length: 40 }, (_, at) => `topic ${from + at}`)
    const changes = items.map(({ id }, at) => ({ id, tags: named(at * 40) }))
    expect((await call(stage, 'PATCH /api/media', { key, body: { changes } })).status).toBe(200)
    const { visitor, page, main } = await enter('/my/tags', { as: lin })
    await using _visitor = visitor
    for (const tag of ['topic 0', 'topic 119'])
      await main.getByRole('link', { name: `#${tag} 1`, exact: true }).waitFor()
    expect(await main.getByRole('link', { name: /^#topic/ }).count()).toBe(120)
    await visitor.open('/my')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByLabel('Tag', { exact: true }).fill('c 119')
    await page.locator('option[value="topic 119"]').waitFor({ state: 'attached' })
    expect(await page.locator('datalist option').count()).toBe(1)
    expect(visitor.complaints).toEqual([])
  })

  test('one’s own are offered beside what is public', async () => {
    await share('public', 'quiet')
    const { visitor, page, main } = await enter('/search?q=lake', { scripts: false })
    await using _visitor = visitor
    await main.getByText('1 item', { exact: true }).waitFor()
    const link = main.getByRole('link', { name: 'Search my images (3)' })
    expect(await leadOf(page, link)).toBe('/my?q=lake')
    await share('link')
  })
})
