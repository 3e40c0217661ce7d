import type { ServerResponse } from 'node:http'
import type { RawHeaders } from './delivery-headers.ts'

/** Answers that are ready, written together at the end of a turn of the event loop. */
export type Outbox = {
  /** A 200 with these headers and this body. */
  add(response: ServerResponse, head: RawHeaders, body: Buffer): void
}

/**
 * Opens an empty outbox. Under load many requests arrive in one turn; reading all of them before the first answer
 * is written wakes whoever reads the answers once instead of once for each, which costs more than writing them.
 */
export function openOutbox(): Outbox {
  let waiting: { response: ServerResponse; head: RawHeaders; body: Buffer }[] = []
  const flush = () => {
    const ready = waiting
    waiting = []
    for (const { response, head, body } of ready) {
      response.writeHead(200, head)
      response.end(body)
    }
  }
  return {
    add(response, head, body) {
      if (waiting.push({ response, head, body }) === 1) setImmediate(flush)
    },
  }
}
