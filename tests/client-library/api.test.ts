import { readFile } from 'node:fs/promises'
import { type Client, createClient, type Media } from '@tintype/client'
import { expect, expectTypeOf, test } from 'vitest'
import { generate, target } from '../../client/generate.ts'

test('the types are of the API as it is: `npm run generate -w client` writes them', async () => {
  expect((await readFile(target, 'utf8')) === (await generate()), 'client/src/api.ts is stale').toBe(true)
})

test('calls know what they take and what they answer', () => {
  const { get, post } = createClient({ url: 'http://localhost' })
  const call = () => get('/api/media', { params: { query: { scope: 'mine' } } })
  expectTypeOf<Awaited<ReturnType<typeof call>>['items']>().toEqualTypeOf<Media[]>()
  const wrong = [
    // @ts-expect-error there is no such call
    () => get('/api/nothing'),
    // @ts-expect-error `id` is missing
    () => get('/api/media/{id}'),
    // @ts-expect-error no such scope
    () => get('/api/media', { params: { query: { scope: 'yours' } } }),
    // @ts-expect-error an album has a name
    () => post('/api/albums', { body: {} }),
  ]
  expect(wrong).toHaveLength(4)
  expectTypeOf<Client['upload']>().returns.resolves.toHaveProperty('media').toEqualTypeOf<Media>()
})
