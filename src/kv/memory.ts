import type { Kv } from './kv.ts'

type Counter = { count: number; ends: number; ttl: number }
type Listener = (message: string) => void

/** More counters than this at a time: the oldest are forgotten, so that a flood of names cannot fill the memory. */
const mostCounters = 250_000

/** A `Kv` for one process, in its memory. `now` is milliseconds since 1970. No timer: each count removes some that ended. */
export function openMemoryKv(now: () => number): Kv {
  const counters = new Map<string, Counter>()
  const channels = new Map<string, Set<Listener>>()
  const sweep = openSweep(counters, now)
  return {
    async increment(name, ttl) {
      sweep()
      const time = now()
      let counter = counters.get(name)
      if (counter === undefined || hasEnded(counter, time)) {
        counters.delete(name)
        counter = { count: 0, ends: time + ttl, ttl }
        counters.set(name, counter)
      }
      counter.count++
      return { count: counter.count, ttl: counter.ends - time }
    },
    async decrement(name) {
      const counter = counters.get(name)
      if (counter !== undefined && counter.count > 0) counter.count--
    },
    async publish(channel, message) {
      for (const listener of [...(channels.get(channel) ?? [])]) listener(message)
    },
    subscribe: (channel, listener) => addListener(channels, channel, listener),
    async [Symbol.asyncDispose]() {
      counters.clear()
      channels.clear()
    },
  }
}

/** A clock that was set back would keep a counter for longer than its time: then it has ended too. */
function hasEnded(counter: Counter, time: number): boolean {
  return time >= counter.ends || counter.ends - time > counter.ttl
}

/** Each call looks at two counters more, round and round, which keeps up with one new counter per call. */
function openSweep(counters: Map<string, Counter>, now: () => number): () => void {
  let round = counters.entries()
  return () => {
    for (let looked = 0; looked < 2; looked++) {
      const next = round.next()
      if (next.done) round = counters.entries()
      else if (hasEnded(next.value[1], now())) counters.delete(next.value[0])
    }
    while (counters.size >= mostCounters) {
      const [oldest] = counters.keys()
      if (oldest === undefined) return
      counters.delete(oldest)
    }
  }
}

function addListener(channels: Map<string, Set<Listener>>, channel: string, listener: Listener): () => void {
  // One function may listen twice; each time ends on its own.
  const own: Listener = (message) => listener(message)
  const listeners = channels.get(channel) ?? new Set()
  channels.set(channel, listeners.add(own))
  return () => {
    listeners.delete(own)
    if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel)
  }
}
