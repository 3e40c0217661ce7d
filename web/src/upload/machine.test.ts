import { describe, expect, test } from 'vitest'
import {
  type Event,
  fresh,
  isRetryable,
  needsSignIn,
  type Progress,
  sentShare,
  step,
  waitAfter,
} from './machine.ts'

function run(events: Event[], from: Progress = fresh(1000)): Progress {
  const at = { ...from }
  for (const event of events) Object.assign(at, step(at, event))
  return at
}

const now = 1_000_000
const network = { code: 'network' }
const fail = (failure: { code: string; status?: number; retryAfter?: number }, online = true): Event => ({
  type: 'fail',
  failure,
  now,
  online,
})

describe('the way of an upload', () => {
  test('goes from ready over waiting, uploading and processing to done', () => {
    const states = (['start', 'send', 'sent', 'answered'] as const).map(
      (_, index, all) => run(all.slice(0, index + 1).map((type) => ({ type }))).state,
    )
    expect(states).toEqual(['waiting', 'uploading', 'processing', 'done'])
  })

  test('an event that has no meaning in a state changes nothing', () => {
    for (const type of ['send', 'sent', 'resume', 'retry', 'keep'] as const) {
      expect(step(fresh(1), { type })).toEqual({})
    }
    expect(run([{ type: 'start' }, { type: 'send' }, { type: 'answered' }, { type: 'cancel' }]).state).toBe(
      'done',
    )
  })

  test('a twin is left out until somebody wants it all the same', () => {
    const twin = run([{ type: 'twin' }, { type: 'start' }])
    expect(twin.state).toBe('duplicate')
    expect(run([{ type: 'keep' }, { type: 'start' }], twin).state).toBe('waiting')
  })

  test('what is cancelled can be tried again', () => {
    expect(run([{ type: 'start' }, { type: 'send' }, { type: 'cancel' }, { type: 'retry' }])).toMatchObject({
      state: 'waiting',
      failures: 0,
    })
  })

  test('what is paused goes on where it was', () => {
    expect(run([{ type: 'start' }, { type: 'send' }, { type: 'pause' }, { type: 'resume' }]).state).toBe(
      'waiting',
    )
  })
})

describe('progress', () => {
  test('all bytes are 95 %; the rest is the answer', () => {
    const sent = run([{ type: 'start' }, { type: 'send' }, { type: 'progress', sent: 1000 }])
    expect(sent.reached).toBe(sentShare)
    expect(run([{ type: 'answered' }], sent).reached).toBe(1)
  })

  test('a retry sends from the start and the share stays', () => {
    const half = run([{ type: 'start' }, { type: 'send' }, { type: 'progress', sent: 600 }])
    const again = run([fail(network), { type: 'send' }, { type: 'progress', sent: 100 }], half)
    expect(again).toMatchObject({ state: 'uploading', sent: 100, reached: 0.6 * sentShare })
  })
})

describe('failures', () => {
  test('a network that fails is tried again after 1, 4, 15, 30 and 60 seconds, then it is a failure', () => {
    let at = run([{ type: 'start' }])
    for (const seconds of [1, 4, 15, 30, 60]) {
      at = run([{ type: 'send' }, fail(network)], at)
      expect(at).toMatchObject({ state: 'waiting', notBefore: now + seconds * 1000, unanswered: true })
    }
    expect(run([{ type: 'send' }, fail(network)], at).state).toBe('failed')
  })

  test('what comes further each time has not failed in a row', () => {
    let at = run([{ type: 'start' }])
    for (let round = 1; round <= 20; round++)
      at = run([{ type: 'send' }, { type: 'progress', sent: round * 40 }, fail(network)], at)
    expect(at).toMatchObject({ state: 'waiting', notBefore: now + 1000, failures: 1 })
  })

  test('without a network it waits for as long as it takes, and nothing is counted', () => {
    let at = run([{ type: 'start' }])
    for (let round = 0; round < 20; round++) at = run([{ type: 'send' }, fail(network, false)], at)
    expect(at).toMatchObject({ state: 'waiting', failures: 0 })
  })

  test.each([
    [{ code: 'flood', status: 429, retryAfter: 42 }, 42_000],
    [{ code: 'busy', status: 503, retryAfter: 7 }, 7000],
    [{ code: 'internal', status: 500 }, 1000],
    [{ code: 'key-missing', status: 401 }, 0],
  ])('%j is tried again by itself after %d ms', (failure, wait) => {
    expect(waitAfter(failure, 0, true)).toBe(wait)
  })

  test.each([
    { code: 'too-large', status: 413 },
    { code: 'over-quota', status: 507 },
    { code: 'bad-input', status: 400 },
    { code: 'unsupported', status: 415 },
    { code: 'duplicate', status: 409 },
  ])('%j is not tried again by itself', (failure) => {
    expect(run([{ type: 'start' }, { type: 'send' }, fail(failure)])).toMatchObject({
      state: 'failed',
      failure,
    })
  })

  test('by hand: what the person or the server can mend, not what is wrong with the file', () => {
    expect(isRetryable({ code: 'over-quota', status: 507 })).toBe(true)
    expect(isRetryable(network)).toBe(true)
    expect(isRetryable({ code: 'unsupported', status: 415 })).toBe(false)
    expect(needsSignIn({ code: 'key-missing', status: 401 })).toBe(true)
  })

  test('a refusal is an answer: nothing is left open', () => {
    expect(
      run([{ type: 'start' }, { type: 'send' }, fail({ code: 'flood', status: 429, retryAfter: 1 })])
        .unanswered,
    ).toBe(false)
  })

  test('a failure that comes after cancelling means nothing', () => {
    expect(run([{ type: 'start' }, { type: 'send' }, { type: 'cancel' }, fail(network)]).state).toBe(
      'cancelled',
    )
  })
})
