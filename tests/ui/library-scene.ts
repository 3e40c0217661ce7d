import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { newId } from '../../src/core/ids.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { sampleGif, sampleVideo } from '../pictures.ts'
import type { Person, Stage } from '../stage.ts'
import { call, sendMedia } from '../wire/native-client.ts'
import type { Browser, View, Visitor } from './browser.ts'
import { formats, landscape } from './landscapes.ts'
import { takeCookies } from './people-scene.ts'
import { sessionOf } from './scene.ts'

const titles = [
  'Dawn over the ridge',
  'Blue hour',
  'Green valley',
  '雾中的山谷',
  'Last light',
  'Two suns',
  'Night walk',
  'Across the pass',
  '雪线之上',
  'Quiet lake',
]
const tags = ['mountains', 'dawn', '风景', 'lake', 'hike']
const day = 86_400_000

/** Uploads so many landscapes of one person, the oldest first, a few on each of the last days. */
export async function fillLibrary(
  stage: Stage,
  person: Person,
  options: { count: number; days?: number; small?: boolean; extras?: boolean },
): Promise<Media[]> {
  const { count, days = 1, small = false, extras = false } = options
  const made: Media[] = []
  for (let index = 0; index < count; index++) {
    stage.clock.offset = -Math.floor(((count - 1 - index) * days) / count) * day
    const [width, height] = formats[index % formats.length] ?? [800, 600]
    const scale = small ? 0.25 : 1
    const bytes = await landscape(index, width * scale, height * scale)
    const name = `${titles[index % titles.length]} ${index + 1}`
    made.push(await send(stage, person, { bytes, name, tags: [tags[index % tags.length] ?? '', 'all'] }))
  }
  stage.clock.offset = 0
  if (extras) {
    made.push(
      await send(stage, person, {
        bytes: await sampleVideo('mp4', { width: 640, height: 360 }),
        name: 'A film.mp4',
      }),
    )
    made.push(
      await send(stage, person, {
        bytes: await sampleGif({ frames: 4, width: 320, height: 240 }),
        name: 'Moving.gif',
      }),
    )
    const [width, height] = [1400, 900]
    made.push(
      await send(stage, person, {
        bytes: await landscape(90, width, height),
        name: 'Secret',
        fields: { visibility: 'private' },
      }),
    )
    made.push(
      await send(stage, person, {
        bytes: await landscape(91, width, height),
        name: 'Bare',
        fields: { nsfw: '1' },
      }),
    )
    const expiring = { expiresIn: String(3 * day), visibility: 'link' }
    made.push(
      await send(stage, person, {
        bytes: await landscape(92, height, width),
        name: 'Short lived',
        fields: expiring,
      }),
    )
  }
  return made
}

async function send(
  stage: Stage,
  { key }: Person,
  file: { bytes: Buffer; name: string; tags?: string[]; fields?: Record<string, string> },
): Promise<Media> {
  const fields = { title: file.name, tags: (file.tags ?? []).join(','), visibility: 'public', ...file.fields }
  const name = /\.\w{3}$/.test(file.name) ? file.name : `${file.name}.jpg`
  const answer = await sendMedia(stage, { key, bytes: file.bytes, name, fields })
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Makes a library of so many rows from the media it has; the copies have no files. A day holds forty. */
export async function multiply(stage: Stage, person: Person, count: number): Promise<void> {
  const { db } = stage.app
  const own = await db.selectFrom('media').selectAll().where('user_id', '=', person.user.id).execute()
  const first = stage.app.now() - 10 * day
  for (let from = 0; from < count; from += 400) {
    const rows = Array.from({ length: Math.min(400, count - from) }, (_, at) => {
      const index = from + at
      const row = own[index % own.length]
      if (!row) throw new Error('There is nothing to copy')
      const time = first - index * (day / 40)
      const id = newId(time)
      const copy = { id, name: `copy${index}`, folder: '2020/01/01', store_name: null, created_at: time }
      return {
        ...row,
        ...copy,
        title: `Copy ${index}`,
        delete_hash: createHash('sha256').update(id).digest('hex'),
      }
    })
    await db.insertInto('media').values(rows).execute()
  }
}

/** Signs a visitor in as somebody who has an account. */
export async function signIn(stage: Stage, visitor: Visitor, person: Person): Promise<void> {
  await takeCookies(stage, visitor, await sessionOf(stage, person))
}

/** Somebody new and their browser, which closing this closes. */
export type Entered = AsyncDisposable & { person: Person; visitor: Visitor }

/** Makes an account and signs a visitor in with it; the page they see is the caller's to open. */
export async function enterAnew(
  { stage, browser }: { stage: Stage; browser: Browser },
  view: Omit<View, 'url'> = {},
): Promise<Entered> {
  const person = await stage.person()
  const visitor = await browser.visitor({ ...view, url: stage.url })
  await signIn(stage, visitor, person)
  return { person, visitor, [Symbol.asyncDispose]: () => visitor[Symbol.asyncDispose]() }
}

/** Changes what somebody chose. */
export async function prefer(stage: Stage, { key }: Person, preferences: object): Promise<void> {
  await call(stage, 'PATCH /api/account', { key, body: { preferences } })
}

/** The tiles that are shown now. */
export const tiles = (page: Page) => page.locator('.media-grid .tile')

/** What the tiles that are shown now are called, in order. */
export const namesOn = (page: Page) => tiles(page).locator('.name').allTextContents()
