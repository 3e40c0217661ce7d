import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { changeGroup } from '../../src/core/groups.ts'
import { fileUrl } from '../../src/core/links.ts'
import { deleteMedia } from '../../src/core/media.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { albumRow } from '../album-row.ts'
import { distinctPng } from '../distinct.ts'
import { placeMedia } from '../placed-media.ts'
import { freePort } from '../postgres.ts'
import { type DatabaseName, openStage, type Stage } from '../stage.ts'
import { type Answer, ask, formOf, type Image, imageOf, type Part, send } from './chevereto-client.ts'
import { recordedFile } from './recorded-files.ts'
import type { RecordedPart, Recording } from './recordings.ts'

/** How the original was set when a recording was made, where it was not as it usually was. */
type Setting = {
  group?: Record<string, string>
  site?: Record<string, string>
  /** The same file is sent before. */
  again?: true
  /** Parameters that stand for a setting of the original which is a parameter of ours. */
  fields?: Record<string, string>
}

const noRepeats = { 'allow-duplicates': 'no' }
const settings: Readonly<Record<string, Setting>> = {
  'e-disabled-format-video': { site: { 'disabled-kinds': 'mp4' } },
  'e-too-large-default2MB': { group: { 'max-file-bytes': '2000000' } },
  'f-maxwidth800': { fields: { width: '800' } },
  'f-maxwidth800-video': { fields: { width: '800' } },
  'f-naming-random': { group: { naming: 'random' } },
  'n-dup-other-name': { group: noRepeats, again: true },
  'n-duplicate-txt': { group: noRepeats, again: true },
  'n-large-2mb-limit': { group: noRepeats, again: true },
  'n-private-site': { group: noRepeats, again: true },
  'n-resized-orig': { group: noRepeats, again: true },
  'n-use-file-date': { group: noRepeats, again: true },
  'n-uploads-disabled': { group: { 'may-upload': 'no' } },
  'n-url': { site: { 'url-uploads': 'false' } },
  's-url-disabled': { site: { 'url-uploads': 'false' } },
  'u-jpg-dup-name': { again: true },
}

const usualGroup = {
  'max-file-bytes': '100000000',
  'allow-duplicates': 'yes',
  naming: 'original',
  'may-upload': 'yes',
  'uploads-per-minute': '100000',
  'uploads-per-hour': '100000',
}
const usualSite = { 'disabled-kinds': '', 'url-uploads': 'true', 'site-name': 'Chevereto' }

/** A site as the recorded one was. */
export type Scene = AsyncDisposable & {
  stage: Stage
  key: string
  /** Names in the recordings and what they mean here. */
  names: Record<string, string>
}

export async function openScene(database: DatabaseName): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const files = stack.adopt(await serveFiles(), async (server) => {
    server.closeAllConnections()
    server.close()
  })
  const address = files.address()
  const filePort = typeof address === 'object' && address !== null ? address.port : 0
  const closedPort = await freePort()
  const stage = stack.use(
    await openStage({
      database,
      environment: {
        TZ: 'America/Argentina/Buenos_Aires',
        URL_ALLOW: `127.0.0.1:${filePort},127.0.0.1:${closedPort}`,
      },
    }),
  )
  await stage.app.db.insertInto('categories').values({ id: 1, name: 'Things', url_key: 'things' }).execute()
  const { key, user } = await stage.person({ name: 'admin' })
  await stage.app.db.insertInto('albums').values(albumRow('XR', user.id)).execute()
  await arrange(stage, {})
  const pages = await pathsOf(stage, key)
  const owned = stack.move()
  return {
    stage,
    key,
    names: {
      'http://host.example': stage.url,
      'host.example': new URL(stage.url).host,
      'files.example': `127.0.0.1:${filePort}`,
      'closed.example': `127.0.0.1:${closedPort}`,
      'private.example': '127.0.0.1:9',
      ...pages,
      ...Object.fromEntries(Object.entries(pages).map((pair) => pair.map(encodeURIComponent))),
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Paths of the recordings and what they are here, the longer first where one begins another. */
async function pathsOf(stage: Stage, key: string): Promise<Record<string, string>> {
  const upload = async (name: string) =>
    imageOf(await send(stage, { bytes: await recordedFile(name), filename: name }, { key }))
  const [photo, video] = [await upload('photo.jpg'), await upload('video.mp4')]
  const [kept, dropped] = [await upload('uniq1.png'), await upload('uniq2.png')]
  const deleted = await placeMedia(stage.app, { bytes: distinctPng(1, 'recorded') })
  await deleteMedia(stage.app, deleted)
  const expired = await placeMedia(stage.app, { bytes: distinctPng(2, 'recorded'), wishes: { expiry: 1 } })
  stage.clock.offset += 2
  const deletion = (image: Image) => new URL(image.delete_url).pathname
  return {
    '/image/RaK/delete/633e6774908a457a19349f684eca2f740489f2651f1909ba': deletion(kept),
    '/image/RaK/delete/': `/image/${kept.id_encoded}/delete/`,
    '/image/RaK': `/image/${deleted.id}`,
    '/image/Sft/delete/2807cf0057181a05a6e1f132e9e214c3c3078f66eb3fc90c': deletion(dropped),
    '/image/mS': `/image/${photo.id_encoded}`,
    '/image/some-title.mS': `/image/some-title.${photo.id_encoded}`,
    '/video/mS': `/video/${photo.id_encoded}`,
    '/image/Cbp': `/image/${video.id_encoded}`,
    '/video/Cbp': `/video/${video.id_encoded}`,
    '/image/G4I': `/image/${expired.id}`,
    '/images/2026/11/22/small1fb6c9b5f568f7e4.png': new URL(fileUrl(stage.app, expired)).pathname,
  }
}

/** A host that has the files of the recordings. */
async function serveFiles(): Promise<Server> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://files.example').pathname.slice(1))
    const send = async () => response.end(await recordedFile(name))
    send().catch(() => response.writeHead(404).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function arrange(stage: Stage, setting: Setting): Promise<void> {
  for (const [field, value] of Object.entries({ ...usualGroup, ...setting.group })) {
    await changeGroup(stage.app, 'members', { field, value })
  }
  for (const [name, text] of Object.entries({ ...usualSite, ...setting.site })) {
    await writeSetting(stage.app, name, text)
  }
}

/** Sends what was recorded, with the files, keys and addresses of here. */
export async function replay(scene: Scene, recording: Recording): Promise<Answer> {
  const setting = settings[recording.name] ?? {}
  await arrange(scene.stage, setting)
  if (setting.again) await request(scene, recording, setting)
  return request(scene, recording, setting)
}

async function request(scene: Scene, recording: Recording, setting: Setting): Promise<Answer> {
  const { request } = recording
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [
    name,
    translate(scene, value),
  ])
  const extra = Object.entries(setting.fields ?? {}).map(([name, text]) => ({ name, text }))
  const url = translate(scene, request.url)
  const body = request.multipart
    ? formOf(await Promise.all([...extra, ...request.multipart].map((part) => partOf(scene, part))))
    : await unencoded(request.urlencoded)
  return ask(scene.stage, {
    method: request.method,
    path: url.slice(scene.stage.url.length),
    headers: { ...Object.fromEntries(headers), ...(typeof body === 'string' && formType) },
    ...(body !== undefined && { body }),
  })
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' }

/** As the recorded client sent it: nothing of the value is encoded. */
async function unencoded(parts: readonly RecordedPart[] | undefined): Promise<string | undefined> {
  const [part] = parts ?? []
  return part && `${part.name}=${(await recordedFile(part.base64 ?? '')).toString('base64')}`
}

async function partOf(scene: Scene, part: RecordedPart): Promise<Part> {
  const { name, file, filename = file ?? '', type } = part
  if (file !== undefined)
    return { name, bytes: await recordedFile(file), filename, ...(type !== undefined && { type }) }
  if (part.base64 === undefined) return { name, text: translate(scene, part.text ?? '') }
  const text = (await recordedFile(part.base64)).toString('base64')
  return { name, text: (part.prefix ?? '') + (part.wrapped ? text.replace(/.{76}/g, '$&\n') : text) }
}

function translate({ key, names }: Scene, text: string): string {
  const known = Object.entries(names).reduce((result, [from, to]) => result.replaceAll(from, to), text)
  return known.replace(/\bKEY/, key)
}
