import { expect, test } from 'vitest'
import { kvSuite } from './kv.suite.ts'
import { openMemoryKv } from './memory.ts'

function openScene() {
  let time = 1_800_000_000_000
  const pass = (milliseconds: number) => {
    time += milliseconds
  }
  return { kv: openMemoryKv(() => time), pass }
}

kvSuite('memory', openScene)

test('a clock that jumps back does not keep a counter alive', async () => {
  const { kv, pass } = openScene()
  await kv.increment('a', 1000)
  pass(-3_600_000)
  expect(await kv.increment('a', 1000)).toEqual({ count: 1, ttl: 1000 })
})

test('forgets the oldest counters under a flood of names', async () => {
  const { kv } = openScene()
  await kv.increment('oldest', 60_000)
  for (let i = 0; i < 250_000; i++) await kv.increment(`flood-${i}`, 60_000)
  expect((await kv.increment('flood-249999', 60_000)).count).toBe(2)
  expect((await kv.increment('oldest', 60_000)).count).toBe(1)
})

test('memory of counters that ended is given back', async () => {
  const { kv, pass } = openScene()
  // Without giving back, the flood would reach the cap and push out the one that lives on.
  await kv.increment('lives', 3_600_000_000)
  for (let i = 0; i < 300_000; i++) {
    await kv.increment(`short-${i}`, 10)
    pass(1)
  }
  expect((await kv.increment('lives', 3_600_000_000)).count).toBe(2)
})
