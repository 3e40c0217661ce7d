import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { openBrowser } from './browser.ts'
import { heightOf } from './inside.ts'
import { fillLibrary, multiply, signIn, tiles } from './library-scene.ts'

const count = 100_000

/** Scrolls a step a frame, and answers the largest number of elements that were there. */
const scrollBySteps = (page: Page, turns: number, step: number) =>
  page.evaluate(`(async () => {
    let nodes = 0
    for (let turn = 0; turn < ${turns}; turn++) {
      scrollBy({ top: ${step}, behavior: 'instant' })
      await new Promise((done) => requestAnimationFrame(done))
      nodes = Math.max(nodes, document.querySelectorAll('.media-grid *').length)
    }
    return nodes
  })()`) as Promise<number>

const scrollTo = (page: Page, top: number) => page.evaluate(`scrollTo({ top: ${top}, behavior: 'instant' })`)

/** What the first picture from the middle of the window on is called: a day may end there, or the next begin. */
const nameInView = (page: Page) =>
  page.evaluate(`(() => {
    for (let y = 300; y < innerHeight; y += 20) {
      const tile = document.elementsFromPoint(100, y).map((each) => each.closest('.tile')).find(Boolean)
      const name = tile?.querySelector('.name')?.textContent
      if (name) return name
    }
    return ''
  })()`)

describe('a library of 100,000', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)
  const person = fixture(() => stage.person())
  let picture: Buffer
  beforeAll(async () => {
    const [first] = await fillLibrary(stage, person, { count: 8, small: true })
    picture = Buffer.from(await (await fetch(first?.thumb?.url ?? '')).arrayBuffer())
    await multiply(stage, person, count - 8)
  })

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
    return heightOf(page)
  }

  test('a window that becomes taller is filled', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    await whole(page)
    const lowest = () =>
      tiles(page).evaluateAll((shown) =>
        Math.max(...shown.map((tile) => tile.getBoundingClientRect().bottom)),
      )
    await page.setViewportSize({ width: 1280, height: 2600 })
    await expect.poll(lowest).toBeGreaterThan(2600)
    expect(visitor.complaints).toEqual([])
  })

  test('choosing that is given up far down leaves the window where it is', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    await whole(page)
    await page.getByRole('button', { name: 'Select', exact: true }).click()
    await page.getByRole('toolbar').waitFor()
    await scrollTo(page, 30_000)
    await expect.poll(() => nameInView(page)).not.toBe('')
    await page.keyboard.press('Escape')
    await page.getByRole('toolbar').waitFor({ state: 'detached' })
    expect(await page.evaluate('scrollY')).toBeGreaterThan(29_000)
    expect(visitor.complaints).toEqual([])
  })

  test('scrolls from end to end with few nodes, and shows what is there where it rests', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    const height = await whole(page)
    const tools = await page.context().newCDPSession(page)
    // The time of the page's own thread: what else the machine does is no matter.
    await tools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const spent = async () => {
      const { metrics } = await tools.send('Performance.getMetrics')
      const names = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']
      return metrics
        .filter(({ name }) => names.includes(name))
        .reduce((sum, { value }) => sum + value * 1000, 0)
    }
    const run = async (turns: number, step: number) => {
      const before = await spent()
      const nodes = await scrollBySteps(page, turns, step)
      return { nodes, perFrame: ((await spent()) - before) / turns }
    }
    const fast = await run(240, height / 240)
    await scrollTo(page, 2_000_000)
    const slow = await run(240, 60)
    const memory = Number(await page.evaluate('performance.memory.usedJSHeapSize'))
    process.stderr.write(
      `a frame takes ${slow.perFrame.toFixed(1)} ms, ${fast.perFrame.toFixed(1)} ms from end to end; at most ` +
        `${Math.max(slow.nodes, fast.nodes)} elements; ${Math.round(memory / 1e6)} MB; ${height} px\n`,
    )
    expect(Math.max(slow.nodes, fast.nodes)).toBeLessThan(900)
    expect(slow.perFrame).toBeLessThan(10)
    expect(fast.perFrame).toBeLessThan(16)
    await scrollTo(page, height)
    await tiles(page)
      .filter({ hasText: `Copy ${count - 9}` })
      .locator('img')
      .waitFor()
    expect(await tiles(page).count()).toBeLessThan(120)
    expect(visitor.complaints).toEqual([])
  })

  test('the address follows, a reload and Back come to the same place', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    const height = await whole(page)
    await scrollTo(page, Math.round(height * 0.6))
    await page.waitForURL(/after=/)
    await expect.poll(() => nameInView(page)).toMatch(/^Copy/)
    const before = await nameInView(page)
    await page.reload()
    await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    await expect.poll(() => nameInView(page), { timeout: 30_000 }).toBe(before)
    await page.evaluate('document.querySelector(\'main a[href$="/my/tags"]\').click()')
    await page.getByRole('heading', { level: 1, name: 'Tags' }).waitFor()
    await page.goBack()
    await expect.poll(() => nameInView(page), { timeout: 30_000 }).toBe(before)
    expect(visitor.complaints).toEqual([])
  })

  test('an address in the middle shows its page first, and what is ahead of it above', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    const height = await whole(page)
    await scrollTo(page, Math.round(height * 0.3))
    await page.waitForURL(/after=/)
    const address = page.url()
    const other = await enter(address.slice(stage.url.length))
    await using _other = other.visitor
    const first = await tiles(other.page).first().locator('.name').textContent()
    await whole(other.page)
    await expect.poll(() => other.page.evaluate('scrollY')).toBeGreaterThan(height * 0.2)
    const box = await tiles(other.page)
      .filter({ hasText: first ?? '' })
      .boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect(box?.y).toBeLessThan(860)
  })

  test('a range over thousands that were never shown', async () => {
    const { visitor, page } = await enter()
    await using _visitor = visitor
    await whole(page)
    await page.locator('.media-grid .check').first().click({ force: true })
    await scrollTo(page, 30_000)
    const index = Number(await page.locator('.media-grid a[data-index]').nth(20).getAttribute('data-index'))
    await page.locator(`.media-grid a[data-index="${index}"]`).click({ modifiers: ['Shift'] })
    const words = `${new Intl.NumberFormat('en').format(index + 1)} selected`
    await page.getByRole('toolbar', { name: words }).waitFor({ timeout: 30_000 })
    expect(index).toBeGreaterThan(300)
  })
})
