/** Where an upload stands. `duplicate`: the queue already holds the same bytes; left out unless asked for. */
export type State =
  | 'ready'
  | 'waiting'
  | 'uploading'
  | 'processing'
  | 'paused'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'duplicate'

/** Why an upload failed: a code of the server's, or one of ours (`network`), and what is known besides. */
export type Failure = {
  code: string
  status?: number
  field?: string
  /** Bytes. */
  limit?: number
  count?: number
  period?: string
  /** Seconds. */
  retryAfter?: number
  what?: string
  mediaId?: string
  requestId?: string
  /** English, for whoever writes programs: shown only when we have no words of our own. */
  message?: string
}

/** The part of an upload that changes while it is on its way. Sizes in bytes, times in milliseconds since 1970. */
export type Progress = {
  state: State
  /** Undefined for addresses, whose size the server learns. */
  size: number | undefined
  sent: number
  /** The share that was ever reached, 0 to 1: a retry does not take it back. */
  reached: number
  /** How often it failed in a row, without coming any further. */
  failures: number
  /** Not to be sent again before. */
  notBefore: number
  failure: Failure | undefined
  /** Bytes went out and no answer came: the server may have it already. */
  unanswered: boolean
}

export type Event =
  | {
      type: 'start' | 'send' | 'sent' | 'answered' | 'pause' | 'resume' | 'cancel' | 'retry' | 'twin' | 'keep'
    }
  | { type: 'progress'; sent: number }
  | { type: 'fail'; failure: Failure; now: number; online: boolean }

/** Where a new upload begins. */
export function fresh(size: number | undefined): Progress {
  return {
    state: 'ready',
    size,
    sent: 0,
    reached: 0,
    failures: 0,
    notBefore: 0,
    failure: undefined,
    unanswered: false,
  }
}

/** While the answer is awaited the bar stands here. */
export const sentShare = 0.95

const backOff = { network: [1, 4, 15, 30, 60], server: [1, 4, 15] }
const authCodes = ['key-missing', 'key-invalid']

/** Whether somebody has to sign in again before it can go on. */
export function needsSignIn(failure: Failure): boolean {
  return authCodes.includes(failure.code)
}

/** Whether trying once more, by hand or not, makes sense. */
export function isRetryable({ code, status = 0 }: Failure): boolean {
  return code === 'network' || authCodes.includes(code) || status === 429 || status === 507 || status >= 500
}

/**
 * Milliseconds after which an upload that failed is to be tried again without asking; undefined when it is not.
 * Offline, and with a session that ended, it waits for that alone.
 */
export function waitAfter(failure: Failure, failures: number, online: boolean): number | undefined {
  if (needsSignIn(failure)) return 0
  if (failure.code === 'network' && !online) return 0
  if (failure.retryAfter !== undefined && (failure.status === 429 || failure.status === 503)) {
    return failure.retryAfter * 1000
  }
  const isOurs = failure.code === 'network'
  const isServers = failure.status === 429 || (failure.status ?? 0) >= 500
  if (failure.status === 507 || !(isOurs || isServers)) return undefined
  const seconds = backOff[isOurs ? 'network' : 'server'][failures]
  return seconds === undefined ? undefined : seconds * 1000
}

const startable: readonly State[] = ['ready']
const live: readonly State[] = ['waiting', 'uploading', 'processing']

/** What an event changes of an upload; nothing when it has no meaning in that state. */
export function step(at: Progress, event: Event): Partial<Progress> {
  switch (event.type) {
    case 'start':
      return startable.includes(at.state) ? { state: 'waiting', notBefore: 0 } : {}
    case 'send':
      return at.state === 'waiting' ? { state: 'uploading', sent: 0 } : {}
    case 'progress':
      return at.state === 'uploading' ? advance(at, event.sent) : {}
    case 'sent':
      return at.state === 'uploading' ? { state: 'processing', reached: sentShare } : {}
    case 'answered':
      return { state: 'done', reached: 1, failure: undefined, unanswered: false }
    case 'fail':
      return live.includes(at.state) ? fail(at, event) : {}
    case 'pause':
      return at.state === 'waiting' || at.state === 'uploading' ? { state: 'paused' } : {}
    case 'resume':
      return at.state === 'paused' ? { state: 'waiting', notBefore: 0 } : {}
    case 'cancel':
      return at.state === 'done' ? {} : { state: 'cancelled' }
    case 'retry':
      return at.state === 'failed' || at.state === 'cancelled'
        ? { state: 'waiting', failure: undefined, failures: 0, notBefore: 0 }
        : {}
    case 'twin':
      return at.state === 'ready' ? { state: 'duplicate' } : {}
    case 'keep':
      return at.state === 'duplicate' ? { state: 'ready' } : {}
  }
}

function advance(at: Progress, sent: number): Partial<Progress> {
  const size = Math.max(1, at.size ?? 0)
  const share = Math.min(1, sent / size) * sentShare
  const isNew = share > at.reached
  return {
    sent: Math.min(sent, size),
    reached: Math.max(at.reached, share),
    // What comes further than ever has not failed in a row.
    ...(isNew && { failures: 0 }),
  }
}

function fail(at: Progress, { failure, now, online }: Event & { type: 'fail' }): Partial<Progress> {
  const wait = waitAfter(failure, at.failures, online)
  const wasSending = at.state === 'uploading' || at.state === 'processing'
  const unanswered =
    at.unanswered || (wasSending && (failure.code === 'network' || (failure.status ?? 0) >= 500))
  if (wait === undefined) return { state: 'failed', failure, unanswered }
  const counts = wait > 0 && failure.retryAfter === undefined
  return {
    state: 'waiting',
    failure,
    unanswered,
    notBefore: now + wait,
    failures: at.failures + (counts ? 1 : 0),
  }
}
