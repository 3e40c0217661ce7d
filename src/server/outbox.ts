import type { ServerResponse } from 'node:http'
import { type PreparedAnswer, sendPrepared } from './prepared-answer.ts'

/** Answers that are ready, written together at the end of a turn of the event loop. */
export type Outbox = { add(response: ServerResponse, answer: PreparedAnswer): void }

/**
 * Opens an empty outbox. Under load many requests arrive in one turn; reading all of them before the first answer
 * is written wakes whoever reads the answers once instead of once for each, which costs more than writing them.
 */
export function openOutbox(now: () => number): Outbox {
  let waiting: { response: ServerResponse; answer: PreparedAnswer }[] = []
  const flush = () => {
    const ready = waiting
    waiting = []
    const time = now()
    for (const { response, answer } of ready) sendPrepared(response, answer, time)
  }
  return {
    add(response, answer) {
      if (waiting.push({ response, answer }) === 1) setImmediate(flush)
    },
  }
}
