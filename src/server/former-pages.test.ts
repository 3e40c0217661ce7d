import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFormer, sendFormer } from './former-pages.ts'

let builds = ''
const immutable = (build: string, name: string) => join(builds, build, 'client/_app/immutable', name)

beforeAll(async () => {
  builds = await mkdtemp(join(tmpdir(), 'tintype-builds-'))
  const files = [immutable('new', 'chunks/both.js'), immutable('old', 'chunks/both.js')]
  files.push(immutable('old', 'chunks/gone.js'), join(builds, 'old/server/secret.js'))
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, 'export {}')
  }
  await writeFile(join(builds, 'current'), 'new\n')
})
afterAll(() => rm(builds, { recursive: true, force: true }))

test('what the present build lacks is found in an earlier one', async () => {
  const find = (path: string) => findFormer(join(builds, 'new'), path)
  expect(await find('/_app/immutable/chunks/gone.js?v=1')).toBe(immutable('old', 'chunks/gone.js'))
  expect(await find('/_app/immutable/chunks/both.js')).toBeUndefined()
  expect(await find('/_app/immutable/chunks/never.js')).toBeUndefined()
  expect(await find('/_app/immutable/chunks')).toBeUndefined()
})

test.each([
  '/_app/immutable/../../../server/secret.js',
  '/_app/immutable/%2e%2e/%2e%2e/%2e%2e/server/secret.js',
  '/_app/immutable/..\\..\\..\\server\\secret.js',
  '/_app/version.json',
  '/server/secret.js',
])('nothing else is: %s', async (path) => {
  expect(await findFormer(join(builds, 'new'), path)).toBeUndefined()
})

test('it is sent as what it is, to be kept', async () => {
  const server = Fastify()
  server.get('/', (_request, reply) => sendFormer(reply, immutable('old', 'chunks/gone.js')))
  const { statusCode, headers, body } = await server.inject('/')
  expect([statusCode, headers['content-type'], body]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'export {}',
  ])
  expect(headers['cache-control']).toContain('immutable')
  await server.close()
})
