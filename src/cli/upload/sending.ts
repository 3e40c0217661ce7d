import { endsAll, type Failure, failureOf } from './failures.ts'
import type { Entry, Source } from './sources.ts'
import type { Sent, Target } from './targets.ts'

export type Outcome = Sent | { failure: Failure }

/** What one upload tells while it is under way. */
export type Watch = { advance(sent: number, total: number): void; end(): void }

export type Sending = {
  target: Target
  /** How many go up at once. */
  parallel: number
  signal: AbortSignal
  begin(label: string): Watch
  /** Told of each entry in their order, as soon as all before it are known. */
  settled(entry: Entry, outcome: Outcome): void
}

/**
 * Sends all that can be sent; the answer to each entry comes in their order. Ends early when the signal is aborted or
 * the host does not take the key: then fewer are settled than there are.
 */
export async function sendAll(entries: readonly Entry[], sending: Sending): Promise<void> {
  const outcomes: (Outcome | undefined)[] = entries.map((entry) =>
    'problem' in entry ? { failure: { code: 'local', message: entry.problem } } : undefined,
  )
  let told = 0
  let next = 0
  let refused = false
  const tell = () => {
    for (let outcome = outcomes[told]; outcome; outcome = outcomes[told]) {
      const entry = entries[told++]
      if (entry) sending.settled(entry, outcome)
    }
  }
  const work = async () => {
    for (let index = next++; index < entries.length; index = next++) {
      const entry = entries[index]
      if (!entry || !('source' in entry)) continue
      if (refused || sending.signal.aborted) return
      const outcome = await sendOne(entry, sending)
      if (outcome === undefined) return
      outcomes[index] = outcome
      refused ||= 'failure' in outcome && endsAll(outcome.failure)
      tell()
    }
  }
  tell()
  await Promise.all(Array.from({ length: Math.min(sending.parallel, entries.length) }, work))
  // What was sent although one before it was not.
  for (const [index, entry] of entries.entries()) {
    const outcome = outcomes[index]
    if (index >= told && outcome) sending.settled(entry, outcome)
  }
}

/** Undefined when it was stopped. */
async function sendOne(
  entry: { label: string; source: Source },
  { target, signal, begin }: Sending,
): Promise<Outcome | undefined> {
  const watch = begin(entry.label)
  try {
    return await target.send({ source: entry.source, onProgress: watch.advance, signal })
  } catch (error) {
    return signal.aborted ? undefined : { failure: failureOf(error) }
  } finally {
    watch.end()
  }
}
