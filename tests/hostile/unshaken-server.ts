import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { fixture } from '../fixture.ts'
import { type FormServer, openFormServer, rawRequest } from '../form-server.ts'
import { expected, typed, whole } from './sample-form.ts'

/**
 * One server that reads forms for all tests of a file; `idle` is how long it waits for bytes, in milliseconds. After each
 * test no error has gone uncaught, nothing is staged, and it answers as before.
 */
export function unshakenServer(idle: number): FormServer {
  const uncaught: unknown[] = []
  const onUncaught = (thrown: unknown) => uncaught.push(thrown)
  beforeAll(() => {
    process.on('uncaughtException', onUncaught).on('unhandledRejection', onUncaught)
  })
  const server = fixture(() => openFormServer({ fileFields: ['file'], base64Fields: ['source'], idle }))
  afterEach(async () => {
    await server.quiet()
    expect(await server.staged()).toEqual([])
    expect(await server.sendRaw(rawRequest(typed, whole))).toContain(expected)
    expect(uncaught).toEqual([])
  })
  afterAll(() => {
    process.off('uncaughtException', onUncaught).off('unhandledRejection', onUncaught)
  })
  return server
}
