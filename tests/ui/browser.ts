import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** Debian's; `.ci/run` installs it. */
const executablePath = '/usr/bin/chromium'
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type View = {
  locale?: 'en-GB' | 'zh-CN'
  theme?: 'light' | 'dark'
  /** Pixels; `phone` has a touch screen too. */
  size?: 'desktop' | 'phone'
  scripts?: boolean
  /** Without the service worker, which answers for files of the pages before tests see them asked for. */
  workers?: boolean
  /** Before every path that `open` is given. */
  url?: string
}

export type Visitor = AsyncDisposable & {
  page: Page
  context: BrowserContext
  /** Opens a path of the site and waits until the page's scripts have taken over. */
  open(path: string): Promise<void>
  /** What the page reported: errors of scripts, and what the content security policy stopped. */
  complaints: string[]
}

export type Browser = AsyncDisposable & {
  /** A visitor whom nobody knows: no cookies, nothing stored. */
  visitor(view?: View): Promise<Visitor>
}

/** Starts Chromium; disposing ends it and leaves nothing behind. */
export async function openBrowser(): Promise<Browser> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'tintype-browser-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  const browser = await chromium.launch({ executablePath, args: flags, headless: true, tracesDir: folder })
  stack.defer(() => browser.close())
  const owned = stack.move()
  return {
    visitor: async (view = {}) => enter(await browser.newContext(optionsFor(view)), view),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function optionsFor({
  locale = 'en-GB',
  theme = 'light',
  size = 'desktop',
  scripts = true,
  workers = true,
}: View) {
  const isPhone = size === 'phone'
  return {
    locale,
    colorScheme: theme,
    javaScriptEnabled: scripts,
    serviceWorkers: workers ? ('allow' as const) : ('block' as const),
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1280, height: 860 },
    hasTouch: isPhone,
    isMobile: isPhone,
    reducedMotion: 'reduce' as const,
    timezoneId: 'UTC',
  }
}

async function enter(context: BrowserContext, { url = '', scripts = true }: View): Promise<Visitor> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return {
    page,
    context,
    complaints,
    open: async (path) => {
      await page.goto(url + path)
      if (scripts) await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}
