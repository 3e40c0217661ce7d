import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

function mistakes(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
}

describe('readConfig', () => {
  test('an empty environment is one machine on loopback', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      baseUrl: 'http://127.0.0.1:3000',
      mediaUrl: undefined,
      databaseUrl: '',
      timeZone: 'UTC',
      metadata: 'strip-all',
      urlAllow: [],
      trustProxy: [],
    })
  })

  test('an empty value counts as absent', () => {
    expect(readConfig({ PORT: '', HOST: ' ' })).toMatchObject({ host: '127.0.0.1', port: 3000 })
  })

  test.each(['1', 'true', '127.1', '10.0.0.0/33', '1/8', 'proxy.example'])(
    'TRUST_PROXY=%s is a mistake',
    (entry) => {
      expect(mistakes({ TRUST_PROXY: `10.0.0.1,${entry}` })).toEqual([
        'TRUST_PROXY: must be a comma list of addresses or CIDR ranges',
      ])
    },
  )

  test.each([
    [{ HOST: '::1', PORT: '80' }, 'http://[::1]:80'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:3000'],
    [{ BASE_URL: 'https://pic.example/' }, 'https://pic.example'],
    [{ BASE_URL: 'https://pic.example/img/' }, 'https://pic.example/img'],
  ])('%o gives %s', (environment, baseUrl) => {
    expect(readConfig(environment).baseUrl).toBe(baseUrl)
  })

  test('lists are read apart', () => {
    const environment = { URL_ALLOW: 'Files.Lan:8080, [::1]:80', TRUST_PROXY: '10.0.0.0/8,::1' }
    expect(readConfig(environment)).toMatchObject({
      urlAllow: ['files.lan:8080', '[::1]:80'],
      trustProxy: ['10.0.0.0/8', '::1'],
    })
  })

  test('every mistake is told at once', () => {
    const found = mistakes({
      PORT: 'many',
      BASE_URL: 'pic.example',
      TZ: 'Mars/Base',
      METADATA: 'some',
      TRUST_PROXY: 'everybody',
      URL_ALLOW: 'files.lan',
      SECRET: 'short',
      DATABASE_URL: 'mysql://x',
      STORAGE_URL: 's3://bucket',
      REDIS_URL: 'redis://x',
    })
    const named = ['PORT', 'BASE_URL', 'TZ', 'METADATA', 'TRUST_PROXY', 'URL_ALLOW', 'SECRET', 'DATABASE_URL']
    expect(found.map((line) => line.split(':')[0]).sort()).toEqual(
      [...named, 'STORAGE_URL', 'REDIS_URL'].sort(),
    )
  })
})
