/**
 * Short-lived facts that nodes share: counters and messages. Losing them loses no data.
 * Times are milliseconds. Every driver passes `kv.suite.ts`.
 */
export type Kv = AsyncDisposable & {
  /** Adds 1 to a counter that vanishes `ttl` after its first count; answers the new count and the time left. */
  increment(name: string, ttl: number): Promise<{ count: number; ttl: number }>
  /** Takes 1 off a counter, never below 0. */
  decrement(name: string): Promise<void>
  /** Tells every subscriber of the channel, on every node, this one included. */
  publish(channel: string, message: string): Promise<void>
  /** Calls `listener` for each message until the returned function is called. */
  subscribe(channel: string, listener: (message: string) => void): () => void
}
