import { describe, expect, test } from 'vitest'
import type { State } from './machine.ts'
import { estimate, note, percentOf } from './percent.ts'

const part = (state: State, reached = 0, size: number | undefined = 1_000_000) => ({ state, reached, size })

describe('percentOf', () => {
  test('weighs bytes', () => {
    expect(percentOf([part('done', 1, 9_000_000), part('waiting', 0, 1_000_000)])).toBe(90)
  })

  test('is 100 only when every answer is there', () => {
    expect(percentOf([part('done', 1), part('processing', 0.9999)])).toBe(99)
    expect(percentOf([part('done', 1), part('failed', 0.3), part('cancelled')])).toBe(100)
  })

  test('never goes back', () => {
    expect(percentOf([part('uploading', 0.1)], 40)).toBe(40)
  })

  test('leaves out what is not to be sent', () => {
    expect(percentOf([part('uploading', 0.5), part('duplicate'), part('ready')])).toBe(50)
  })

  test('an empty queue is as far as it was', () => {
    expect(percentOf([], 7)).toBe(7)
  })
})

describe('estimate', () => {
  test('speed and time of the last seconds', () => {
    const pace = { samples: [] }
    for (let second = 0; second <= 20; second++) note(pace, second * 1000, second * 500_000)
    expect(estimate(pace, 5_000_000)).toEqual({ rate: 500_000, seconds: 10 })
    expect(pace.samples.length).toBeLessThan(12)
  })

  test('says nothing before it knows', () => {
    expect(estimate({ samples: [{ at: 0, bytes: 0 }] }, 1)).toBeUndefined()
    expect(
      estimate(
        {
          samples: [
            { at: 0, bytes: 5 },
            { at: 3000, bytes: 5 },
          ],
        },
        1,
      ),
    ).toBeUndefined()
  })
})
