import { validate } from '@scalar/openapi-parser'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { dialects } from '../../src/dialects/all.ts'
import { distinctPng } from '../distinct.ts'
import { samplePhoto } from '../pictures.ts'
import { openStage, type Person, type Stage } from '../stage.ts'
import { call, sendMedia } from './native-client.ts'

type Schema = { [name: string]: unknown }
type Operation = { responses: Record<string, { content: Record<string, { schema: Schema }> }> }
type Document = {
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const described = ['smms', 'see', 'chevereto', 'imgbb', 'lsky', 'imgur']

let stage: Stage
let ann: Person
beforeAll(async () => {
  stage = await openStage()
  ann = await stage.person({ name: 'ann' })
})
afterAll(() => stage[Symbol.asyncDispose]())

async function documentOf(name: string): Promise<Document> {
  const answer = await fetch(`${stage.url}/api/openapi-${name}.json`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Document
}

/** `GET /delete/{hash}`: what a dialect has routes for below an address, but for what answers all that is none. */
async function routesOf(name: string, below: string): Promise<Set<string>> {
  const found = new Set<string>()
  await using app = Fastify()
  app.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat()
    const isForAll = methods.length > 5 && url !== `${below}/upload`
    if (!url.startsWith(`${below}/`) || /\/\*?$/.test(url) || isForAll) return
    const path = url
      .slice(below.length)
      .replace(/\.(json|xml)$/, '')
      .replace(/:(\w+)/g, '{$1}')
    for (const each of methods) if (each !== 'HEAD') found.add(`${each} ${path}`)
  })
  await app.register(dialects.find((dialect) => dialect.name === name)?.routes(stage.app) ?? expect.fail())
  await app.ready()
  return found
}

function callsOf({ paths }: Document): string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

const pathsOf = (calls: Iterable<string>) => [...new Set([...calls].map((each) => each.split(' ')[1]))].sort()

describe.each(described)('the description of %s', (name) => {
  test('is a valid document, which the page of all shows', async () => {
    const { valid, errors } = await validate(JSON.parse(JSON.stringify(await documentOf(name))))
    expect([valid, errors ?? []]).toEqual([true, []])
    expect(await (await fetch(`${stage.url}/docs/api`)).text()).toContain(`/api/openapi-${name}.json`)
  })

  test('has every call there is, and none that is not', async () => {
    const document = await documentOf(name)
    const below = new URL(document.servers[0]?.url ?? '').pathname
    const routes = await routesOf(name, below)
    // Chevereto's takes any method.
    if (name === 'chevereto') expect(pathsOf(callsOf(document))).toEqual(pathsOf(routes))
    else expect(callsOf(document).sort()).toEqual([...routes].sort())
  })

  test('tells of nothing that is answered as if it were not there', async () => {
    const document = await documentOf(name)
    const below = `${stage.url}${new URL(document.servers[0]?.url ?? '').pathname}`
    const said = async (path: string, method: string) =>
      (await (await fetch(below + path, { method, headers: { authorization: ann.key } })).text()).replaceAll(
        /"(request|RequestId)":"[^"]*"/g,
        '',
      )
    for (const each of callsOf(document)) {
      const [method = '', path = ''] = each.split(' ')
      const answer = await said(path.replace(/\{\w+\}/, 'x'), method)
      for (const nowhere of ['/nowhere', '/file/nowhere']) {
        expect(answer, each).not.toBe(await said(nowhere, method))
      }
    }
  })
})

/** What is sent with a call that needs more than its address. */
const sent: Record<string, () => Promise<Record<string, string | Blob>> | Record<string, string | Blob>> = {
  'see POST /file/upload': async () => ({ smfile: await picture() }),
  'imgbb POST /upload': async () => ({ image: await picture() }),
  'lsky POST /upload': async () => ({ file: await picture(), permission: '1' }),
  'lsky POST /tokens': () => ({ email: `${ann.name}@example.com`, password: ann.password }),
  'imgur POST /image': async () => ({ image: await picture() }),
  'imgur POST /upload': async () => ({ video: await picture(), title: 'A title' }),
  'imgur POST /album': () => ({ title: 'An album', privacy: 'hidden' }),
  'imgur POST /album/{id}/add': async () => ({ ids: (await fresh()).id }),
  'imgur PUT /album/{id}/add': async () => ({ ids: (await fresh()).id }),
}

let count = 0
async function picture(): Promise<Blob> {
  return new Blob([new Uint8Array(await samplePhoto({ width: 900 + ++count, height: 600 }))])
}

/** Something of ann's to speak of. */
async function fresh() {
  const bytes = distinctPng(++count, stage.url)
  const { body: media } = await sendMedia(stage, { key: ann.key, bytes })
  const body = { name: `Album ${count}`, mediaIds: [media.id] }
  const { body: album } = await call<{ id: string }>(stage, 'POST /api/albums', { key: ann.key, body })
  return { id: media.id, hash: media.deletionUrl?.split('/').at(-1) ?? '', album: album.id }
}

describe.each(['see', 'imgbb', 'lsky', 'imgur'])('answers of %s', (name) => {
  test('are as they are described', async () => {
    const document = await documentOf(name)
    const below = `${stage.url}${new URL(document.servers[0]?.url ?? '').pathname}`
    for (const each of callsOf(document)) {
      const [method = '', path = ''] = each.split(' ')
      const { id, hash, album } = await fresh()
      const address = path.replace('{hash}', hash).replace('{key}', id)
      const named = address.replace('{id}', path.startsWith('/album') ? album : id)
      const query =
        each === 'GET /upload'
          ? `?image=${encodeURIComponent(distinctPng(++count, name).toString('base64'))}`
          : ''
      const fields = await sent[`${name} ${each}`]?.()
      const form = new FormData()
      for (const [field, value] of Object.entries(fields ?? {})) form.append(field, value)
      const answer = await fetch(below + named + query, {
        ...{ method, headers: { authorization: `Bearer ${ann.key}` } },
        ...(fields && { body: form }),
      })
      const operation = document.paths[path]?.[method.toLowerCase()]
      const schema = strict(document, operation?.responses['200']?.content['application/json']?.schema ?? {})
      const { error } = z
        .fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
        .safeParse(await answer.json())
      expect([answer.status, error?.issues ?? []], each).toEqual([200, []])
    }
    const refused = await fetch(below + Object.keys(document.paths)[0], { method: 'POST' })
    const schema = strict(document, { $ref: '#/components/schemas/Refused' })
    expect(
      z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(await refused.json()),
    ).toMatchObject({ success: true })
  })
})

/** The schema without references, in which nothing is but what it tells of. */
function strict(document: Document, schema: Schema): Schema {
  const { $ref: pointed, properties, items } = schema
  if (typeof pointed === 'string') {
    return strict(document, document.components.schemas[pointed.split('/').at(-1) ?? ''] ?? expect.fail())
  }
  const within = Object.entries((properties ?? {}) as Record<string, Schema>)
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(within.map(([name, each]) => [name, strict(document, each)])),
      additionalProperties: false,
    }),
    ...(items !== undefined && { items: strict(document, items as Schema) }),
  }
}
