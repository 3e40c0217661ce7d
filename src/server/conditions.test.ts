import { expect, test } from 'vitest'
import { judgeConditions, judgeRange } from './conditions.ts'

const modified = Date.UTC(2026, 10, 22, 7, 44, 0)
const file = { etag: '"abc"', modified, size: 1000 }
const at = new Date(modified).toUTCString()
const before = new Date(modified - 1000).toUTCString()
const after = new Date(modified + 1000).toUTCString()

test.each([
  [{}, 'go on'],
  [{ 'if-none-match': '"abc"' }, 'unchanged'],
  [{ 'if-none-match': '"x","abc"' }, 'unchanged'],
  [{ 'if-none-match': 'W/"abc"' }, 'unchanged'],
  [{ 'if-none-match': '*' }, 'unchanged'],
  [{ 'if-none-match': 'abc' }, 'go on'],
  [{ 'if-none-match': '' }, 'go on'],
  [{ 'if-none-match': '"x"', 'if-modified-since': after }, 'go on'],
  [{ 'if-modified-since': at }, 'unchanged'],
  [{ 'if-modified-since': after }, 'unchanged'],
  [{ 'if-modified-since': before }, 'go on'],
  [{ 'if-modified-since': 'nonsense' }, 'go on'],
  [{ 'if-match': '"abc"' }, 'go on'],
  [{ 'if-match': '*' }, 'go on'],
  [{ 'if-match': 'W/"abc"' }, 'failed'],
  [{ 'if-match': '"x"' }, 'failed'],
  [{ 'if-match': '"abc"', 'if-unmodified-since': before }, 'go on'],
  [{ 'if-match': '"x"', 'if-none-match': '"abc"' }, 'failed'],
  [{ 'if-match': '"abc"', 'if-none-match': '"abc"' }, 'unchanged'],
  [{ 'if-unmodified-since': before }, 'failed'],
  [{ 'if-unmodified-since': at }, 'go on'],
  [{ 'if-unmodified-since': 'nonsense' }, 'go on'],
] as const)('%j: %s', (headers, verdict) => {
  expect(judgeConditions(headers, file)).toBe(verdict)
})

test.each([
  [{}, 'whole'],
  [{ range: 'bytes=0-' }, { start: 0, end: 999 }],
  [{ range: 'bytes=0-0' }, { start: 0, end: 0 }],
  [{ range: 'bytes= 5-9 ' }, { start: 5, end: 9 }],
  [{ range: 'bytes=-1' }, { start: 999, end: 999 }],
  [{ range: 'bytes=-5000' }, { start: 0, end: 999 }],
  [{ range: 'bytes=999-99999999999999999999999' }, { start: 999, end: 999 }],
  [{ range: 'bytes=1000-' }, 'unsatisfiable'],
  [{ range: 'bytes=99999999999999999999999-' }, 'unsatisfiable'],
  [{ range: 'bytes=-0' }, 'unsatisfiable'],
  [{ range: 'bytes=9-5' }, 'whole'],
  [{ range: 'bytes=-' }, 'whole'],
  [{ range: 'bytes=0-1,3-4' }, 'whole'],
  [{ range: 'bytes=+1-2' }, 'whole'],
  [{ range: 'bytes=1.5-2' }, 'whole'],
  [{ range: '' }, 'whole'],
  [
    { range: 'bytes=0-1', 'if-range': '"abc"' },
    { start: 0, end: 1 },
  ],
  [{ range: 'bytes=0-1', 'if-range': 'W/"abc"' }, 'whole'],
  [{ range: 'bytes=0-1', 'if-range': '"x"' }, 'whole'],
  [
    { range: 'bytes=0-1', 'if-range': at },
    { start: 0, end: 1 },
  ],
  [{ range: 'bytes=0-1', 'if-range': after }, 'whole'],
  [{ range: 'bytes=0-1', 'if-range': 'nonsense' }, 'whole'],
] as const)('%j: %j', (headers, range) => {
  expect(judgeRange(headers, file)).toEqual(range)
})

test('nothing of an empty file can be asked for in part', () => {
  expect(judgeRange({ range: 'bytes=0-' }, { ...file, size: 0 })).toBe('unsatisfiable')
  expect(judgeRange({ range: 'bytes=-5' }, { ...file, size: 0 })).toBe('unsatisfiable')
})
