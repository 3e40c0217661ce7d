import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RawHeaders } from './delivery-headers.ts'

/** A whole answer as it goes over the wire: its head, in which only the date changes, and right behind it the body. */
export type PreparedAnswer = {
  wire: Buffer
  /** The part of `wire` that is the body. */
  body: Buffer
  /** Where the date is written. */
  dateAt: number
  /** Whose second `wire` names, in seconds since 1970. */
  second: number
}

/** What Node keeps in a response about the head that it makes itself. */
type OpenHead = ServerResponse & { _header: string | null; _headerSent: boolean }

const dateLength = new Date(0).toUTCString().length
let date = { second: 0, text: new Date(0).toUTCString() }

/** Makes room for a 200 with these headers and `size` bytes, which whoever asks writes into `body`. */
export function prepareAnswer(headers: RawHeaders, size: number): PreparedAnswer {
  let head = 'HTTP/1.1 200 OK\r\n'
  for (let at = 0; at < headers.length; at += 2) head += `${headers[at]}: ${headers[at + 1]}\r\n`
  head += 'Date: '
  const dateAt = head.length
  head += `${new Date(0).toUTCString()}\r\n\r\n`
  const wire = Buffer.allocUnsafeSlow(head.length + size)
  wire.write(head, 'latin1')
  return { wire, body: wire.subarray(head.length), dateAt, second: 0 }
}

/** Whether a prepared answer is right for a request: HTTP/1.1 that lets the connection stay open. */
export function maySendPrepared(request: IncomingMessage, response: ServerResponse): boolean {
  return response.shouldKeepAlive && request.httpVersionMinor === 1 && hasOpenHead(response)
}

/**
 * Sends a prepared answer through Node's own response, which keeps order and connection, but in one write and without
 * making the head again: that is a third of the cost of answering with a small file. `now` is milliseconds.
 */
export function sendPrepared(response: ServerResponse, answer: PreparedAnswer, now: number): void {
  if (!hasOpenHead(response)) return
  writeDate(answer, now)
  response._header = 'prepared'
  response._headerSent = true
  response.end(answer.wire)
}

/** A Node that keeps its head differently answers in the ordinary way instead. */
function hasOpenHead(response: ServerResponse): response is OpenHead {
  return (
    '_header' in response &&
    response._header === null &&
    '_headerSent' in response &&
    response._headerSent === false
  )
}

/** In place: earlier answers that still wait in a socket's queue merely get a later date. */
function writeDate(answer: PreparedAnswer, now: number): void {
  const second = Math.floor(now / 1000)
  if (answer.second === second) return
  if (date.second !== second) date = { second, text: new Date(second * 1000).toUTCString() }
  answer.wire.write(date.text, answer.dateAt, dateLength, 'latin1')
  answer.second = second
}
