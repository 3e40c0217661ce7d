import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Kv } from './kv.ts'

/** A `Kv` nobody else uses, and a way to let time pass for it. */
export type KvScene = { kv: Kv; pass: (milliseconds: number) => Promise<void> | void }

/** What every driver of `Kv` must do. `open` is called before each test. */
export function kvSuite(name: string, open: () => Promise<KvScene> | KvScene): void {
  describe(`kv: ${name}`, () => {
    let kv: Kv
    let pass: KvScene['pass']
    beforeEach(async () => {
      ;({ kv, pass } = await open())
    })
    afterEach(() => kv[Symbol.asyncDispose]())

    test('counts from 1, each name for itself', async () => {
      expect((await kv.increment('a', 60_000)).count).toBe(1)
      expect((await kv.increment('a', 60_000)).count).toBe(2)
      expect((await kv.increment('b', 60_000)).count).toBe(1)
    })

    test('counts every one of many at once', async () => {
      const counts = await Promise.all(Array.from({ length: 100 }, () => kv.increment('many', 60_000)))
      expect(counts.map((answer) => answer.count).sort((a, b) => a - b)).toEqual(
        [...Array(100).keys()].map((i) => i + 1),
      )
    })

    test('a counter ends its time after the first count, whatever was counted since', async () => {
      const first = await kv.increment('a', 1000)
      expect(first.ttl).toBeGreaterThan(900)
      expect(first.ttl).toBeLessThanOrEqual(1000)
      await pass(600)
      const second = await kv.increment('a', 1000)
      expect(second.count).toBe(2)
      expect(second.ttl).toBeGreaterThan(0)
      expect(second.ttl).toBeLessThanOrEqual(400)
      await pass(second.ttl)
      expect((await kv.increment('a', 1000)).count).toBe(1)
    })

    test('takes off, never below 0', async () => {
      await kv.increment('a', 60_000)
      await kv.increment('a', 60_000)
      await kv.decrement('a')
      expect((await kv.increment('a', 60_000)).count).toBe(2)
      for (let i = 0; i < 5; i++) await kv.decrement('a')
      await kv.decrement('never-counted')
      expect((await kv.increment('a', 60_000)).count).toBe(1)
      expect((await kv.increment('never-counted', 60_000)).count).toBe(1)
    })

    test('tells every subscriber of a channel, in order, until it stops listening', async () => {
      const heard: string[] = []
      const done = Promise.withResolvers<void>()
      const stop = kv.subscribe('news', (message) => heard.push(`one ${message}`))
      kv.subscribe('other', (message) => heard.push(`other ${message}`))
      kv.subscribe('news', (message) => {
        heard.push(`two ${message}`)
        if (message === 'last') done.resolve()
      })
      await kv.publish('news', 'first')
      await kv.publish('news', 'second')
      await kv.publish('nobody-listens', 'lost')
      const deadline = Promise.withResolvers<void>()
      kv.subscribe('turn', () => deadline.resolve())
      await kv.publish('turn', '')
      await deadline.promise
      stop()
      stop()
      await kv.publish('news', 'last')
      await done.promise
      expect(heard.filter((line) => line.startsWith('one'))).toEqual(['one first', 'one second'])
      expect(heard.filter((line) => line.startsWith('two'))).toEqual(['two first', 'two second', 'two last'])
      expect(heard.filter((line) => line.startsWith('other'))).toEqual([])
    })

    test('one function that listens twice hears twice, and stops one by one', async () => {
      let heard = 0
      const listener = () => heard++
      const stop = kv.subscribe('twice', listener)
      kv.subscribe('twice', listener)
      stop()
      const done = Promise.withResolvers<void>()
      kv.subscribe('twice', () => done.resolve())
      await kv.publish('twice', '')
      await done.promise
      expect(heard).toBe(1)
    })
  })
}
