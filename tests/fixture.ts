import { afterAll, beforeAll } from 'vitest'

/**
 * What all tests of a suite use: it is opened before the first of them, in the order of the calls, and disposed of after
 * the last. What is answered stands for it; before it is open, nothing can be asked of it. Not for
 * arrays, buffers and classes with private fields: a proxy is none of these.
 */
export function fixture<Thing extends object>(open: () => Promise<Thing>, time?: number): Thing {
  let opened: (Thing & Partial<AsyncDisposable>) | undefined
  const given = () => {
    if (!opened) throw new Error('what tests share is opened before the first of them, not earlier')
    return opened
  }
  beforeAll(async () => {
    opened = await open()
  }, time)
  afterAll(() => opened?.[Symbol.asyncDispose]?.())
  return new Proxy({} as Thing, {
    get: (_, name) => Reflect.get(given(), name),
    set: (_, name, value) => Reflect.set(given(), name, value),
    has: (_, name) => Reflect.has(given(), name),
    ownKeys: () => Reflect.ownKeys(given()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(given(), name),
  })
}
