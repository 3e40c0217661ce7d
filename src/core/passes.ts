import { timingSafeEqual } from 'node:crypto'
import type { App } from './app.ts'
import { derivedText } from './ids.ts'
import { fileStem } from './media-rows.ts'
import type { Media } from './words.ts'

type Passed = Pick<Media, 'id' | 'folder' | 'name'>

const hour = 3_600_000
/** A pass is good for two to three hours: within an hour it is the same, so that browsers keep what they have shown. */
const life = 3

/** What opens the files of a private or trashed media to whoever has it: a query to be put behind their addresses. */
export function passFor(app: Pick<App, 'config' | 'now'>, media: Passed): string {
  const until = Math.floor(app.now() / hour) + life
  return `?pass=${until.toString(36)}.${sign(app, media, until)}`
}

/** Whether the query of a request (without its `?`) holds a pass for this media whose time is not over. */
export function opensPass(app: Pick<App, 'config' | 'now'>, media: Passed, query: string): boolean {
  const found = /(?:^|&)pass=([0-9a-z]{1,8})\.([A-Za-z0-9]{22})(?:&|$)/.exec(query)
  const [, time = '', given = ''] = found ?? []
  const until = Number.parseInt(time, 36)
  if (found === null || !(app.now() < until * hour)) return false
  return timingSafeEqual(Buffer.from(sign(app, media, until)), Buffer.from(given))
}

function sign({ config }: Pick<App, 'config'>, media: Passed, until: number): string {
  return derivedText(config.secret, ['pass', media.id, fileStem(media), until], 22)
}
