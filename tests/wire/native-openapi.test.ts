import { validate } from '@scalar/openapi-parser'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openApi } from '../../src/dialects/native/openapi.ts'
import { examples } from '../../src/dialects/native/openapi-examples.ts'
import { type Route, route } from '../../src/dialects/native/route.ts'
import { routes } from '../../src/dialects/native/routes.ts'
import { refusal } from '../../src/dialects/native/wire.ts'
import { openStage } from '../stage.ts'

type Operation = {
  operationId: string
  tags: string[]
  security: object[]
  responses: Record<string, unknown>
  parameters?: { name: string; in: string }[]
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
  tags: { name: string }[]
}

const about = { title: 'A site', version: '1.2.3', url: 'https://images.example' }
const document = openApi(routes, about) as unknown as Document

test('is a valid OpenAPI 3.1 document', async () => {
  const { valid, errors } = await validate(JSON.parse(JSON.stringify(document)))
  expect([valid, errors ?? []]).toEqual([true, []])
  expect(document.openapi).toBe('3.1.1')
  expect((await validate({ openapi: '3.1.1', paths: {} })).valid).toBe(false)
})

test('has every call, each with a name of its own, what it takes and what it answers', () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  expect(operations).toHaveLength(routes.length)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length)
  for (const { method, path, group, access, query } of routes) {
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    expect(operation, `${method} ${path}`).toBeDefined()
    expect(operation?.tags).toEqual([group])
    expect(document.tags.map(({ name }) => name)).toContain(group)
    expect(operation?.security.some((scheme) => Object.keys(scheme).length === 0)).toBe(access === 'anyone')
    expect(Object.keys(operation?.responses ?? {})).toContain('default')
    const told = operation?.parameters?.filter((each) => each.in === 'query').map(({ name }) => name) ?? []
    expect(told).toEqual(Object.keys(query?.shape ?? {}))
  }
})

test('points to shapes that are there, and has none that nothing points to', () => {
  const text = JSON.stringify(document)
  const pointed = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
  expect(pointed).toEqual(new Set(Object.keys(document.components.schemas)))
  expect(pointed).toContain('Media')
})

test('shows examples that are what they are examples of', () => {
  const byName = new Map(routes.map((each) => [`${each.method} ${each.path}`, each]))
  const check = (schema: z.ZodType | undefined, name: string, example: unknown) => {
    expect(schema?.safeParse(example), name).toMatchObject({ success: true })
  }
  for (const [name, example] of Object.entries(examples.bodies)) check(byName.get(name)?.body, name, example)
  for (const [name, example] of Object.entries(examples.answers))
    check(byName.get(name)?.answer, name, example)
  check(refusal, 'refusal', examples.refusal)
})

test('tells of a new route without being told', () => {
  const added: Route = route({
    method: 'PUT',
    path: '/api/things/:id/parts/:part',
    group: 'site',
    summary: 'Change a thing',
    access: 'admin',
    query: z.object({ deep: z.coerce.number().int() }),
    body: z.object({ name: z.string() }),
    answer: z.object({ done: z.boolean() }),
    handle: async () => ({ done: true }),
  })
  const { paths } = openApi([added], about) as unknown as Document
  expect(paths['/api/things/{id}/parts/{part}']?.put).toMatchObject({
    operationId: 'putApiThingsIdPartsPart',
    parameters: [
      { name: 'id', in: 'path' },
      { name: 'part', in: 'path' },
      { name: 'deep', in: 'query', required: true },
    ],
    requestBody: { required: true, content: { 'application/json': { schema: { required: ['name'] } } } },
    responses: {
      200: { content: { 'application/json': { schema: { properties: { done: { type: 'boolean' } } } } } },
    },
    security: [{ bearer: [] }, { key: [] }, { session: [] }],
  })
})

test('tells of uploads in parts: what stands in headers, and that the last part is answered with the media', () => {
  const begin = document.paths['/api/uploads']?.post
  const { patch, head } = document.paths['/api/uploads/{id}'] ?? {}
  const taken = (operation: Operation | undefined) =>
    operation?.parameters?.filter((each) => each.in === 'header').map(({ name }) => name)
  expect(taken(begin)).toEqual(['Tus-Resumable', 'Upload-Length', 'Upload-Metadata'])
  expect(taken(patch)).toEqual(['Tus-Resumable', 'Upload-Offset'])
  expect(begin?.responses['201']).toHaveProperty('headers.Location.required', true)
  const schema = { $ref: '#/components/schemas/Media' }
  expect(patch?.responses).toMatchObject({
    200: { content: { 'application/json': { schema } } },
    204: { headers: { 'Upload-Offset': { required: true, schema: { type: 'integer' } } } },
  })
  expect(patch?.responses['204']).not.toHaveProperty('content')
  expect(Object.keys(head?.responses ?? {})).toEqual(['200', 'default'])
  expect(head?.responses['200']).toHaveProperty('headers.Upload-Offset')
})

test('is served with a page that needs nothing from elsewhere', async () => {
  await using stage = await openStage()
  const served = await fetch(`${stage.url}/api/openapi.json`)
  expect([served.status, served.headers.get('content-type')]).toEqual([
    200,
    'application/json; charset=utf-8',
  ])
  expect(await served.json()).toMatchObject({
    info: { title: 'Tintype API' },
    servers: [{ url: stage.app.config.baseUrl }],
  })
  const page = await fetch(`${stage.url}/docs/api`)
  const text = await page.text()
  const [, nonce = ''] =
    /script-src 'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '') ?? []
  expect(nonce.length).toBeGreaterThan(20)
  for (const [script] of text.matchAll(/<script[^>]*>/g)) expect(script).toContain(`nonce="${nonce}"`)
  const addresses = [...text.matchAll(/(?:src|href|url)"?[=:]"([^"]+)"/g)].map(([, address = '']) => address)
  expect(addresses).toContain('/docs/api/scalar.js')
  for (const address of addresses)
    expect((await fetch(new URL(address, stage.url))).status, address).toBe(200)
})

test('its script comes packed as the reader takes it, and is the same each time', async () => {
  await using stage = await openStage()
  const ask = async (taken: string) => {
    const answer = await fetch(`${stage.url}/docs/api/scalar.js`, { headers: { 'accept-encoding': taken } })
    return { encoding: answer.headers.get('content-encoding'), text: await answer.text() }
  }
  const plain = await ask('identity')
  expect([plain.encoding, plain.text.includes('createApiReference')]).toEqual([null, true])
  for (const [taken, encoding] of [
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
  ] as const) {
    const packed = await ask(taken)
    expect([packed.encoding, packed.text === plain.text]).toEqual([encoding, true])
  }
})
