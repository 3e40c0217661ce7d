import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { freePort } from '../postgres.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { type Answer, ask, formOf, imageOf, type Part, send } from './chevereto-client.ts'
import { departures } from './golden/departures.ts'
import { recordedFile } from './recorded-files.ts'
import { differences, outcome, type RecordedPart, type Recording, recordings } from './recordings.ts'

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

/** Recordings of pages, deletions and expired media are tested with the pages. */
const upload = recordings.filter(({ name }) => !/^[dvx]-/.test(name))

describe.each(databases)('recordings of Chevereto 4.2, on %s', (database) => {
  const found = new Map<string, string[]>()
  let open: Scene
  beforeAll(async () => {
    open = await openScene(database)
  })
  afterAll(() => open[Symbol.asyncDispose]())

  it.each(upload.map((recording) => [recording.name, recording] as const))('%s', async (name, recording) => {
    const answer = await replay(open, recording)
    const ours = {
      site: open.stage.url,
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: bodyOf(answer),
    }
    const compared = differences({ site: 'http://host.example', ...recording }, ours)
    const heard = compared.includes('outcome') ? [`outcome: ${outcome(ours)}`] : compared
    found.set(name, heard)
    const allowed = departures.filter(
      (each) => each.recordings === 'wherever' || each.recordings.includes(name),
    )
    const excused = new Set(allowed.flatMap((each) => each.differs))
    expect(
      heard.filter((path) => !excused.has(path)),
      answer.text,
    ).toEqual([])
    expect(await open.stage.leftBehind()).toEqual([])
  })

  it('departs where the list says so, and only there', () => {
    const untrue = departures.flatMap(({ recordings: names, differs }) => {
      if (names === 'wherever') return differs.filter((path) => ![...found.values()].flat().includes(path))
      const heard = names.filter((name) => found.has(name))
      return heard.flatMap((name) =>
        differs.filter((path) => !found.get(name)?.includes(path)).map((path) => `${name}: ${path}`),
      )
    })
    expect(untrue).toEqual([])
  })

  it('lists no recording that there is not', () => {
    const known = new Set(recordings.map(({ name }) => name))
    const listed = departures.flatMap(({ recordings: names }) => (names === 'wherever' ? [] : names))
    expect(listed.filter((name) => !known.has(name))).toEqual([])
  })
})

type Scene = AsyncDisposable & {
  stage: Stage
  key: string
  /** Names in the recordings and what they mean here. */
  names: Record<string, string>
}

async function openScene(database: (typeof databases)[number]): Promise<Scene> {
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
  await stage.app.db
    .insertInto('albums')
    .values({ id: 'XR', user_id: user.id, name: 'Album', parent_id: null, visibility: 'link', created_at: 0 })
    .execute()
  await arrange(stage, {})
  const photo = imageOf(
    await send(stage, { bytes: await recordedFile('photo.jpg'), filename: 'photo.jpg' }, { key }),
  )
  const video = imageOf(
    await send(stage, { bytes: await recordedFile('video.mp4'), filename: 'video.mp4' }, { key }),
  )
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
      '/image/mS': `/image/${photo.id_encoded}`,
      '%2Fimage%2FmS': `%2Fimage%2F${photo.id_encoded}`,
      '/video/Cbp': `/video/${video.id_encoded}`,
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
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

async function replay(scene: Scene, recording: Recording): Promise<Answer> {
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

function bodyOf(answer: Answer): unknown {
  return answer.text !== '' && answer.headers.get('content-type')?.startsWith('application/json')
    ? JSON.parse(answer.text)
    : answer.text
}
