import { TintypeError } from '@tintype/client'

/** Milliseconds; a person waits for it. */
const patience = 15_000

/**
 * Asks a Tintype something before anything is sent. Throws what `ask` throws, `network` when it takes too long, and the
 * reason of `stop`.
 */
export async function askFirst<Answer>(
  { url, stop }: { url: string; stop: AbortSignal },
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const time = AbortSignal.timeout(patience)
  try {
    return await ask(AbortSignal.any([stop, time]))
  } catch (thrown) {
    stop.throwIfAborted()
    if (!time.aborted) throw thrown
    throw new TintypeError({ code: 'network', message: `${url} does not answer`, cause: thrown })
  }
}
