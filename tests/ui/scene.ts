import { addCategory } from '../../src/core/categories.ts'
import { saveSettings } from '../../src/core/settings.ts'
import type { Album } from '../../src/dialects/native/wire-albums.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import type { Remote } from '../../src/dialects/native/wire-remotes.ts'
import { openStage, type Person, type Stage } from '../stage.ts'
import { type Asker, call, cookiesOf, sendMedia } from '../wire/native-client.ts'
import { paint, paintFilm, paintMoving, paintPanorama, shapes } from './paintings.ts'
import { addRemotes } from './remote-scene.ts'

/** A site that is lived in: what tests of every screen and the pictures of them show. */
export type Scene = AsyncDisposable & {
  stage: Stage
  /** Mara has filled her library, Lin has only just come, Ada runs the site. */
  mara: Person
  lin: Person
  ada: Person
  /** The cookies of a browser that has uploaded as a guest. */
  guestCookies: string
  /** Mara's, the oldest first. */
  pictures: Media[]
  film: Media
  moving: Media
  around: Media
  nsfw: Media
  hidden: Media
  expiring: Media
  albums: Record<'alps' | 'first' | 'proofs' | 'family' | 'drafts' | 'bare', Album>
  guests: Media[]
  /** Mara's other host, to which much was sent and from which everything came. */
  remote: Remote
}

const titles = [
  ...['Dawn over the ridge', 'Still water', 'Green valley', '雾中的山谷', 'Heather', 'Night crossing'],
  ...['Blue distance', 'Northern shore', 'Sand and stone', '雪线之上', 'The old wood', 'Last light'],
]
const tags = ['mountains', 'sea', 'dawn', '风景', 'night', 'film', 'hike', 'quiet']
const day = 86_400_000

/** Opens it; `pictures` is how many Mara has. Disposing closes the stage. */
export async function openScene({ pictures: count = 16 } = {}): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const stage = stack.use(await openStage())
  await saveSettings(stage.app.db, { 'site-name': 'Lumen', 'sign-up': true, terms: '# Terms\n\nBe kind.' })
  for (const name of ['Landscapes', 'Architecture', 'Screenshots']) await addCategory(stage.app, { name })
  const ada = await stage.person({ name: 'ada', role: 'admin' })
  const mara = await stage.person({ name: 'mara' })
  const lin = await stage.person({ name: 'lin' })
  // Long ago, so that the library begins with what may be looked at; ids only grow, so it comes first.
  stage.clock.offset = -90 * day
  const nsfw = await upload(stage, mara, await paint(101, 1200, 900), { title: 'Bare rock', nsfw: '1' })
  const pictures = await fill(stage, mara, count)
  const kinds = await addKinds(stage, mara)
  const profile = {
    displayName: 'Mara Lindqvist',
    bio: 'Walks, and takes a camera along.',
    website: 'https://example.com/',
  }
  const cookie = await sessionOf(stage, mara)
  await done(call(stage, 'PATCH /api/account', { cookie, body: { ...profile, avatarId: pictures[0]?.id } }))
  const albums = await addAlbums(stage, mara, pictures)
  const guests = await addGuest(stage)
  await addTrash(stage, mara)
  for (const reason of ['copyright', 'spam']) {
    await done(call(stage, `POST /api/media/${nsfw.id}/report`, { body: { reason, text: 'Please look.' } }))
  }
  await done(call(stage, 'POST /api/keys', { cookie, body: { label: 'ShareX at home' } }))
  await stage.drain()
  const remote = await addRemotes(stage, mara, { album: albums.proofs, pictures })
  const owned = stack.move()
  return {
    ...{ stage, ada, mara, lin, pictures, nsfw, ...kinds, albums, ...guests, remote },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The cookies of a browser in which somebody has signed in. */
export async function sessionOf(stage: Stage, { name, password }: Person): Promise<string> {
  const answer = await done(call(stage, 'POST /api/session', { body: { name, password, remember: true } }))
  return cookiesOf(answer)
}

/** So many landscapes, a few on each of the last days. */
async function fill(stage: Stage, mara: Person, count: number): Promise<Media[]> {
  const made: Media[] = []
  const each = 4
  for (let from = 0; from < count; from += each) {
    stage.clock.offset = -Math.ceil((count - from - each) / each) * 2 * day
    const together = Array.from({ length: Math.min(each, count - from) }, async (_, at) => {
      const index = from + at
      const [width, height] = shapes[index % shapes.length] ?? shapes[0]
      return upload(stage, mara, await paint(index, width, height), {
        title: titles[index % titles.length] ?? '',
        tags: [tags[index % tags.length], 'travel'].join(),
        ...(index % 3 === 0 && {
          categoryId: '1',
          description: 'Seen from the *upper* path, early in the day.',
        }),
      })
    })
    made.push(...(await Promise.all(together)))
  }
  stage.clock.offset = 0
  return made
}

async function addKinds(stage: Stage, mara: Person) {
  const make = async (title: string, bytes: Buffer, more: Fields = {}) =>
    upload(stage, mara, bytes, { title, ...more })
  return {
    film: await make('Waves.mp4', await paintFilm(97, 960, 540)),
    moving: await make('Moving.gif', await paintMoving([94, 95, 96, 98], 640, 480)),
    around: await make('All around', await paintPanorama(100), { tags: 'panorama' }),
    hidden: await make('Only for me', await paint(102, 1200, 800), { visibility: 'private' }),
    expiring: await make('Gone soon', await paint(103, 1280, 720), {
      expiresIn: String(3 * day),
      visibility: 'link',
    }),
  }
}

async function addAlbums(stage: Stage, { key }: Person, pictures: Media[]): Promise<Scene['albums']> {
  const make = async (name: string, more: object) =>
    (await done(call<Album>(stage, 'POST /api/albums', { key, body: { name, ...more } }))).body
  const ids = (from: number, to: number) => pictures.slice(from, to).map(({ id }) => id)
  const alps = await make('Alps 2026', {
    description: 'Nine days on foot, **hut to hut**.',
    mediaIds: ids(0, 6),
  })
  return {
    alps: (await call<Album>(stage, `GET /api/albums/${alps.id}`, { key })).body,
    first: await make('The first day', { parentId: alps.id, mediaIds: ids(6, 8) }),
    proofs: await make('Proofs', { visibility: 'link', mediaIds: ids(8, 10) }),
    family: await make('家庭相册', {
      visibility: 'password',
      password: 'open please',
      mediaIds: ids(10, 12),
    }),
    drafts: await make('Drafts', { visibility: 'private', mediaIds: ids(12, 13) }),
    bare: await make('Nothing yet', {}),
  }
}

async function addGuest(stage: Stage): Promise<Pick<Scene, 'guestCookies' | 'guests'>> {
  const asker: Asker = {}
  const guests: Media[] = []
  for (const seed of [110, 111, 112]) {
    const bytes = await paint(seed, 1200, 800)
    const answer = await done(sendMedia(stage, { ...asker, bytes, name: `IMG_${seed}.jpg` }))
    asker.cookie ??= cookiesOf(answer)
    guests.push(answer.body)
  }
  return { guestCookies: asker.cookie ?? '', guests }
}

async function addTrash(stage: Stage, mara: Person): Promise<void> {
  const ids: string[] = []
  for (const seed of [120, 121, 122]) {
    ids.push((await upload(stage, mara, await paint(seed, 900, 700), { title: `Blurred ${seed}` })).id)
  }
  await done(call(stage, 'DELETE /api/media', { key: mara.key, body: { ids } }))
}

type Fields = Record<string, string>

async function upload(stage: Stage, { key }: Person, bytes: Buffer, fields: Fields): Promise<Media> {
  const name = /\.\w{3}$/.test(fields.title ?? '') ? fields.title : `${fields.title}.jpg`
  const given = { visibility: 'public', ...fields }
  return (await done(sendMedia(stage, { key, bytes, name: name ?? 'a.jpg', fields: given }))).body
}

async function done<Answer extends { status: number; body: unknown }>(
  asked: Promise<Answer>,
): Promise<Answer> {
  const answer = await asked
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}
