import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import type { Origin } from '../core/keys.ts'
import { isFromOtherSite, originOf } from './origin.ts'

test.each([
  [false, {}],
  [false, { 'sec-fetch-site': 'same-origin', origin: 'https://b.example' }],
  [false, { 'sec-fetch-site': 'none' }],
  [true, { 'sec-fetch-site': 'cross-site' }],
  [true, { 'sec-fetch-site': 'same-site' }],
  [true, { 'sec-fetch-site': 'same-site', origin: 'https://evil.tintype.example' }],
  [true, { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:9999', host: '127.0.0.1:3000' }],
  [false, { 'sec-fetch-site': 'same-site', origin: 'https://tintype.example', host: 'inside:3000' }],
  [false, { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }],
  [false, { origin: 'https://tintype.example', host: 'inside:3000' }],
  [true, { origin: 'https://b.example', host: '127.0.0.1:3000' }],
  [true, { origin: 'null', host: '127.0.0.1:3000' }],
])('from another site %s: %o', (foreign, headers) => {
  expect(isFromOtherSite({ baseUrl: 'https://tintype.example' }, headers)).toBe(foreign)
})

/** What a server on loopback makes of a request with these headers. */
async function ask(
  headers: Record<string, string>,
  environment: Record<string, string> = {},
): Promise<Origin> {
  const config = readConfig(environment)
  const server = createServer((request, response) => response.end(JSON.stringify(originOf(config, request))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers })
    return (await answer.json()) as Origin
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('originOf', () => {
  const trusted = { TRUST_PROXY: '127.0.0.1' }

  test('is the peer, when nobody forwards', async () => {
    expect(await ask({})).toEqual({ address: '127.0.0.1', sure: true })
  })
  test('believes nobody who is not trusted', async () => {
    expect(await ask({ 'X-Forwarded-For': '203.0.113.1' })).toEqual({ address: '127.0.0.1', sure: false })
  })
  test('believes a trusted proxy, and needs its word', async () => {
    const told = await ask({ 'X-Forwarded-For': '203.0.113.1' }, trusted)
    expect(told).toEqual({ address: '203.0.113.1', sure: true })
    expect((await ask({}, trusted)).sure).toBe(false)
  })
  test.each([
    ['203.0.113.1:567', '203.0.113.1'],
    ['[2001:db8::1]:567', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:203.0.113.1', '203.0.113.1'],
  ])('%s is %s', async (told, address) => {
    expect((await ask({ 'X-Forwarded-For': told }, trusted)).address).toBe(address)
  })
  test('is not sure of what a page of another site makes a browser ask', async () => {
    expect((await ask({ 'Sec-Fetch-Site': 'cross-site' })).sure).toBe(false)
    expect((await ask({ Origin: 'https://elsewhere.example' })).sure).toBe(false)
    expect((await ask({ 'Sec-Fetch-Site': 'same-origin' })).sure).toBe(true)
  })
})
