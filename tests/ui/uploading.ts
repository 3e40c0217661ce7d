import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { changeGroup } from '../../src/core/groups.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { openStage, type Person, type Stage, type StageOptions } from '../stage.ts'
import type { Browser, Visitor } from './browser.ts'
import { signIn } from './library-scene.ts'

/** A stage on which guests may send a great many files. */
export async function openBusyStage(options?: StageOptions): Promise<Stage> {
  const stage = await openStage(options)
  for (const id of ['guests', 'members']) {
    await changeGroup(stage.app, id, { field: 'uploads-per-minute', value: '1000' })
    await changeGroup(stage.app, id, { field: 'uploads-per-hour', value: '10000' })
  }
  return stage
}

/** Opens the home page, signed in when somebody is named. */
export async function visitHome(
  { stage, browser }: { stage: Stage; browser: Browser },
  person?: Person,
): Promise<Visitor> {
  const visitor = await browser.visitor({ url: stage.url })
  if (person) await signIn(stage, visitor, person)
  await visitor.open('/')
  return visitor
}

/** Files on disk for a test, removed with it. */
export type Folder = AsyncDisposable & {
  path: string
  /** Writes a file, with the folders above it; answers its path. */
  write(name: string, bytes: Uint8Array | string): Promise<string>
}

export async function openFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'tintype-files-'))
  return {
    path,
    write: async (name, bytes) => {
      const file = join(path, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes)
      return file
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

let last = 0

/** A picture like no other. PNG unless told otherwise. */
export function newPicture({
  width = 60,
  height = 40,
  type = 'png' as 'png' | 'jpeg',
} = {}): Promise<Buffer> {
  last += 1
  const background = { r: last % 256, g: (last * 7) % 256, b: Math.floor(last / 256) % 256 }
  return sharp({ create: { width, height, channels: 3, background } })
    [type]()
    .toBuffer()
}

/** So many files with a new picture in each. */
export async function newPictures(folder: Folder, count: number): Promise<string[]> {
  const paths: string[] = []
  for (let at = 1; at <= count; at++) paths.push(await folder.write(`picture-${at}.png`, await newPicture()))
  return paths
}

/** A BMP of so many bytes, which no two of are alike: large, and quick to make. */
export function bigPicture(bytes: number): Buffer {
  const width = 1000
  const height = Math.ceil(bytes / (width * 3))
  const picture = Buffer.alloc(54 + width * height * 3)
  picture.write('BM')
  picture.writeUInt32LE(picture.length, 2)
  picture.writeUInt32LE(54, 10)
  picture.writeUInt32LE(40, 14)
  picture.writeInt32LE(width, 18)
  picture.writeInt32LE(height, 22)
  picture.writeUInt16LE(1, 26)
  picture.writeUInt16LE(24, 28)
  last += 1
  picture.fill(last % 256, 54, 54 + 300_000)
  return picture
}

/** Puts files into the queue by the picker. */
export async function choose(page: Page, paths: readonly string[]): Promise<void> {
  await page
    .locator('input[type=file][multiple]')
    .first()
    .setInputFiles([...paths])
}

/** Drops files and folders of the disk on the page, as the system does. */
export async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data })
  }
  await devtools.detach()
}

export const items = (page: Page) => page.locator('[data-item]')
export const names = (page: Page) => items(page).locator('p[title]').allTextContents()
export const results = (page: Page) => page.locator('#results-title')

/** Sends the queue by its key, once there is one. */
export async function send(page: Page): Promise<void> {
  await items(page).first().waitFor()
  await page.keyboard.press('Control+Enter')
}

/** Stops uploads of a page before they reach the server: whole ones, or parts (`PATCH`); answers how to let them go. */
export async function holdUploads(
  page: Page,
  method: 'POST' | 'PATCH' = 'POST',
): Promise<{ waiting(): number; release(): Promise<void> }> {
  const address = method === 'POST' ? '**/api/media' : '**/api/uploads/*'
  const { promise, resolve } = Promise.withResolvers<void>()
  let waiting = 0
  await page.route(address, async (route) => {
    if (route.request().method() === method) {
      waiting += 1
      await promise
    }
    // What was given up meanwhile cannot go on.
    await route.continue().catch(() => {})
  })
  return {
    waiting: () => waiting,
    release: async () => {
      resolve()
      await page.unroute(address)
    },
  }
}

/**
 * From the next page on the first answer about each file is lost: the server takes the file, and the page never hears of
 * it. Routes cannot do that: they send forms on without the files. Answers how to ask which files it was.
 */
export async function loseAnswers(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(`(() => {
    const lost = (window.lostAnswers = [])
    const { send } = XMLHttpRequest.prototype
    XMLHttpRequest.prototype.send = function (body) {
      const name = body instanceof FormData ? body.get('file')?.name : undefined
      if (name !== undefined && !lost.includes(name)) {
        lost.push(name)
        this.onload = this.onerror
      }
      return send.call(this, body)
    }
  })()`)
  return () => page.evaluate('window.lostAnswers')
}

/** All media there are, the oldest first. */
export async function stored({
  app,
}: Stage): Promise<{ id: string; originalName: string; title: string; tags: string }[]> {
  return await app.db
    .selectFrom('media')
    .select(['id', 'original_name as originalName', 'title', 'tags'])
    .orderBy('id')
    .execute()
}

/** The media that the page shows as done. */
export async function shownMedia(page: Page, stage: Stage): Promise<Media[]> {
  const pages = page.locator('#uploads li a:is([href*="/image/"], [href*="/clip/"])')
  const links: string[] = []
  for (const link of await pages.all())
    links.push(/[^./]+$/.exec((await link.getAttribute('href')) ?? '')?.[0] ?? '')
  return Promise.all(
    links.map(async (id) => (await (await page.request.get(`${stage.url}/api/media/${id}`)).json()) as Media),
  )
}

/** Puts text, or a PNG, on the clipboard. */
export async function copy(page: Page, what: string | Buffer): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  if (typeof what === 'string') {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(what)})`)
    return
  }
  await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${what.toString('base64')}'), (letter) => letter.charCodeAt(0))
    const blob = new Blob([bytes], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  })()`)
}

/** Gives the picker many small files at once; answers for how long that held up the page, milliseconds. */
export async function chooseMany(page: Page, bytes: Buffer, count: number): Promise<number> {
  return await page.evaluate(`(() => {
    const bytes = ${JSON.stringify([...bytes])}
    const transfer = new DataTransfer()
    for (let at = 0; at < ${count}; at++) {
      const own = new Uint8Array([...bytes, at & 255, at >> 8])
      transfer.items.add(new File([own], 'file-' + String(at).padStart(4, '0') + '.png', { type: 'image/png' }))
    }
    const input = document.querySelector('input[type=file][multiple]')
    input.files = transfer.files
    const started = performance.now()
    input.dispatchEvent(new Event('change', { bubbles: true }))
    return performance.now() - started
  })()`)
}
