import type { Page } from 'playwright-core'
import type { Album, NewAlbum } from '../../src/dialects/native/wire-albums.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import type { Person, Stage } from '../stage.ts'
import { call, cookiesOf, sendMedia } from '../wire/native-client.ts'
import type { Visitor } from './browser.ts'
import { formats, landscape } from './landscapes.ts'

/** Makes an album. */
export async function makeAlbum(stage: Stage, { key }: Person, album: NewAlbum): Promise<Album> {
  const made = await call<Album>(stage, 'POST /api/albums', { key, body: album })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}

/** Uploads landscapes with these titles, in an album when one is named. */
export async function sendLandscapes(
  stage: Stage,
  who: { key?: string; cookie?: string },
  titles: readonly string[],
  fields: Record<string, string> = {},
): Promise<Media[]> {
  const made: Media[] = []
  for (const [at, title] of titles.entries()) {
    const [width, height] = formats[at % formats.length] ?? [800, 600]
    const bytes = await landscape(at + titles.length, width / 4, height / 4)
    const answer = await sendMedia(stage, {
      ...who,
      bytes,
      name: `${title}.jpg`,
      fields: { title, again: '1', ...fields },
    })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    made.push(answer.body)
  }
  return made
}

/** Gives a visitor's browser the cookies of an answer. */
export async function takeCookies(stage: Stage, { context }: Visitor, cookies: string): Promise<void> {
  await context.addCookies(
    cookies.split('; ').map((cookie) => {
      const [name = '', value = ''] = cookie.split(/=(.*)/s)
      return { name, value, url: stage.url }
    }),
  )
}

/** Begins a guest's list in a visitor's browser; answers the cookie that uploads of the same guest send. */
export async function becomeGuest(stage: Stage, visitor: Visitor): Promise<string> {
  const cookie = cookiesOf(await call(stage, 'POST /api/history'))
  await takeCookies(stage, visitor, cookie)
  return cookie
}

/** Signs in as a person would. */
export async function enterAs(
  page: Page,
  { name, password }: Pick<Person, 'name' | 'password'>,
  labels: { name: string; password: string; button: string },
): Promise<void> {
  const main = page.getByRole('main')
  await main.getByLabel(labels.name).fill(name)
  await main.getByLabel(labels.password, { exact: true }).fill(password)
  await main.getByRole('button', { name: labels.button, exact: true }).click()
}

export const english = { name: 'Name or e-mail address', password: 'Password', button: 'Sign in' }
export const chinese = { name: '用户名或邮箱', password: '密码', button: '登录' }
