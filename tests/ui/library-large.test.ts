import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Person, type Stage } from '../stage.ts'
import { type Browser, openBrowser } from './browser.ts'
import { fillLibrary, multiply, signIn, tiles } from './library-scene.ts'

const count = 100_000

describe('a library of 100,000', () => {
  const stack = new AsyncDisposableStack()
  let stage: Stage
  let browser: Browser
  let person: Person
  let picture: Buffer
  beforeAll(async () => {
    stage = stack.use(await openStage())
    browser = stack.use(await openBrowser())
    person = await stage.person()
    const [first] = await fillLibrary(stage, person, { count: 8, small: true })
    picture = Buffer.from(await (await fetch(first?.thumb?.url ?? '')).arrayBuffer())
    await multiply(stage, person, count - 8)
  }, 180_000)
  afterAll(() => stack.disposeAsync())

  async function enter(path = '/my') {
    const visitor = await browser.visitor({ url: stage.url })
    await signIn(stage, visitor, person)
    // The copies have no files of their own.
    await visitor.page.route('**/images/2020/**', (route) =>
      route.fulfill({ body: picture, contentType: 'image/jpeg' }),
    )
    await visitor.open(path)
    return { visitor, page: visitor.page }
  }

  /** Waits until the whole list is known, and answers how tall its page is. */
  async function whole(page: Awaited<ReturnType<typeof enter>>['page']): Promise<number> {
    await expect
      .poll(() => page.locator('.media-grid .flow').evaluate((flow) => flow.getBoundingClientRect().height), {
        timeout: 30_000,
      })
      .toBeGreaterThan(1_000_000)
    await page.waitForLoadState('networkidle')
    return page.evaluate(() => document.documentElement.scrollHeight)
  }

  test('scrolls from end to end with few nodes, and shows what is there where it rests', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    const height = await whole(page)
    const frames = await page.evaluate(async () => {
      const times: number[] = []
      const nodes: number[] = []
      let last = performance.now()
      const step = (document.documentElement.scrollHeight - innerHeight) / 240
      for (let turn = 0; turn < 240; turn++) {
        scrollTo({ top: turn * step, behavior: 'instant' })
        await new Promise((done) => requestAnimationFrame(done))
        times.push(performance.now() - last)
        last = performance.now()
        if (turn % 20 === 0) nodes.push(document.querySelectorAll('.media-grid *').length)
      }
      for (let turn = 0; turn < 240; turn++) {
        scrollBy({ top: 40, behavior: 'instant' })
        await new Promise((done) => requestAnimationFrame(done))
        times.push(performance.now() - last)
        last = performance.now()
      }
      return { times: times.sort((a, b) => a - b), nodes: Math.max(...nodes) }
    })
    const at = (share: number) => frames.times[Math.floor(frames.times.length * share)] ?? 0
    const memory = await page.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
    )
    process.stderr.write(
      `frames: median ${at(0.5).toFixed(1)} ms, 95 % ${at(0.95).toFixed(1)} ms, slowest ${at(0.999).toFixed(1)} ms; ` +
        `${frames.nodes} elements; ${Math.round(memory / 1e6)} MB; ${height} px\n`,
    )
    expect(frames.nodes).toBeLessThan(900)
    expect(at(0.5)).toBeLessThan(34)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await page.locator(`.media-grid a[aria-label="Copy ${count - 9}"] img`).waitFor()
    expect(await tiles(page).count()).toBeLessThan(120)
    expect(visitor.complaints).toEqual([])
  })

  test('the address follows, a reload and Back come to the same place', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    const height = await whole(page)
    await page.evaluate((top) => scrollTo(0, top), Math.round(height * 0.6))
    await page.waitForURL(/after=/)
    const atHeader = () =>
      page.evaluate(() => {
        const found = document
          .elementsFromPoint(640, 300)
          .map((each) => each.closest('.tile'))
          .find(Boolean)
        return found?.querySelector('a')?.ariaLabel ?? ''
      })
    await expect.poll(atHeader).toMatch(/^Copy/)
    const before = await atHeader()
    await page.reload()
    await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    await expect.poll(atHeader, { timeout: 30_000 }).toBe(before)
    await page.getByRole('link', { name: 'Tags', exact: true }).evaluate((link: HTMLElement) => link.click())
    await page.getByRole('heading', { level: 1, name: 'Tags' }).waitFor()
    await page.goBack()
    await expect.poll(atHeader, { timeout: 30_000 }).toBe(before)
    expect(visitor.complaints).toEqual([])
  })

  test('an address in the middle shows its page first, and what is ahead of it above', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    const height = await whole(page)
    await page.evaluate((top) => scrollTo(0, top), Math.round(height * 0.3))
    await page.waitForURL(/after=/)
    const address = page.url()
    const other = await enter(address.slice(stage.url.length))
    await using _other = other.visitor
    const first = await tiles(other.page).first().locator('a').getAttribute('aria-label')
    await whole(other.page)
    await expect.poll(() => other.page.evaluate(() => scrollY)).toBeGreaterThan(height * 0.2)
    const box = await other.page.locator(`.media-grid a[aria-label="${first}"]`).boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect(box?.y).toBeLessThan(860)
  })

  test('a range over thousands that were never shown', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    await whole(page)
    await page.locator('.media-grid .check').first().click({ force: true })
    await page.evaluate(() => scrollTo(0, 30_000))
    const index = Number(await page.locator('.media-grid a[data-index]').nth(20).getAttribute('data-index'))
    await page.locator(`.media-grid a[data-index="${index}"]`).click({ modifiers: ['Shift'] })
    const words = `${new Intl.NumberFormat('en').format(index + 1)} selected`
    await page.getByRole('toolbar', { name: words }).waitFor({ timeout: 30_000 })
    expect(index).toBeGreaterThan(300)
  })
})
