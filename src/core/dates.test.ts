import { expect, test } from 'vitest'
import { dateFolder, dateTime } from './dates.ts'

test('dates are told in the site’s time zone', () => {
  const time = Date.UTC(2024, 9, 10, 23, 5, 9)
  expect(dateTime(time, 'UTC')).toBe('2024-10-10 23:05:09')
  expect(dateTime(time, 'Asia/Shanghai')).toBe('2024-10-11 07:05:09')
  expect(dateFolder(time, 'UTC')).toBe('2024/10/10')
  expect(dateFolder(time, 'Asia/Shanghai')).toBe('2024/10/11')
})
