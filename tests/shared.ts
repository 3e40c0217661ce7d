import { afterAll, beforeAll } from 'vitest'

/**
 * What all tests of a suite use: it is opened before the first of them, in the order of the calls, and disposed of after
 * the last. Until then it is empty. What `open` answers is copied, so it may not depend on `this` or on getters.
 */
export function shared<Thing extends object>(open: () => Promise<Thing>, time?: number): Thing {
  const thing = {} as Thing & Partial<AsyncDisposable>
  beforeAll(async () => {
    Object.assign(thing, await open())
  }, time)
  afterAll(() => thing[Symbol.asyncDispose]?.())
  return thing
}
