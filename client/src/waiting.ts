import { TintypeError } from './errors.ts'

/** Milliseconds; a server that starts anew is back within their sum. */
const pauses = [500, 1_000, 2_000, 4_000, 8_000, 15_000]
/** Seconds that a refusal may ask us to wait; for more it is told to the caller. */
const longestWait = 30

export const defaultRetries = pauses.length

export type Patience = {
  /** Waits before the next attempt, or throws what was thrown when there is none to make. */
  afterFailure(thrown: unknown): Promise<void>
  /** Something has been achieved: attempts are counted anew. */
  afterSuccess(): void
}

/** Counts the attempts at one thing. Refusals that will not pass are thrown at once. */
export function newPatience({
  retries,
  signal,
}: {
  retries: number
  signal?: AbortSignal | undefined
}): Patience {
  let failures = 0
  return {
    async afterFailure(thrown) {
      signal?.throwIfAborted()
      const pause = pauseAfter(thrown, failures)
      if (pause === undefined || failures >= retries) throw thrown
      failures++
      await sleep(pause, signal)
    },
    afterSuccess() {
      failures = 0
    },
  }
}

function pauseAfter(thrown: unknown, failures: number): number | undefined {
  if (!(thrown instanceof TintypeError)) return undefined
  const { code, retryAfter = 0 } = thrown
  if (!['network', 'busy', 'flood', 'internal'].includes(code) || retryAfter > longestWait) return undefined
  if (code === 'flood' && retryAfter === 0) return undefined
  const pause = pauses[Math.min(failures, pauses.length - 1)] ?? 0
  return Math.max(retryAfter * 1_000, pause * (0.75 + Math.random() / 2))
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** What others wait for as well, until one's own signal is aborted: then its reason is thrown. */
export async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return work
  let stop = () => {}
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, stopped])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
