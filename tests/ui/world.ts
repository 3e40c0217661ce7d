import type { Media } from '../../src/dialects/native/wire-media.ts'
import { openStage } from '../stage.ts'
import { sendMedia } from '../wire/native-client.ts'
import { openBrowser, type View, type Visitor } from './browser.ts'
import { paint } from './paintings.ts'
import { takeCookies } from './people-scene.ts'
import type { Who } from './places.ts'
import { openScene, type Scene, sessionOf } from './scene.ts'

/** A site that is lived in, and a browser to look at it. */
export type World = AsyncDisposable & {
  scene: Scene
  /** Where their site is, without a slash at its end. */
  urlOf(who: Who): string
  /** A visitor who is somebody of the scene; closing it is the caller's. */
  visitorAs(who: Who, view?: Omit<View, 'url'>): Promise<Visitor>
  /** The same, but one for all who ask alike; closed with the world. */
  sharedVisitor(who: Who, view?: Omit<View, 'url'>): Promise<Visitor>
}

/** Opens both; `pictures` is how many there are in Mara's library. */
export async function openWorld(options: { pictures?: number } = {}): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const scene = stack.use(await openScene(options))
  const browser = stack.use(await openBrowser())
  const { stage, guestCookies } = scene
  const begun = stack.use(await openStage())
  const urlOf = (who: Who) => (who === 'founder' ? begun.url : stage.url)
  const shared = new Map<string, Visitor>()
  const visitorAs: World['visitorAs'] = async (who, view = {}) => {
    const visitor = await browser.visitor({ ...view, url: urlOf(who) })
    if (who === 'founder') return visitor
    const cookies = who === 'guest' ? guestCookies : await sessionOf(stage, scene[who])
    await takeCookies(stage, visitor, cookies)
    return visitor
  }
  const owned = stack.move()
  return {
    scene,
    urlOf,
    visitorAs,
    sharedVisitor: async (who, view = {}) => {
      const key = JSON.stringify([who, view])
      const visitor = shared.get(key) ?? (await visitorAs(who, view))
      shared.set(key, visitor)
      return visitor
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

let seed = 400

/** One more picture of Mara's, like no other; "A gate" unless its fields say otherwise. */
export async function sendGate({ scene }: World, fields: Record<string, string> = {}): Promise<Media> {
  const bytes = await paint(seed++, 640, 480)
  const sent = { key: scene.mara.key, bytes, fields: { title: 'A gate', ...fields } }
  return (await sendMedia(scene.stage, sent)).body
}
