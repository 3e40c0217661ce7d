import { describe, expect, test } from 'vitest'
import { clampBox, type Edit, flip, isUnedited, resultSize, shapeBox, turn, unedited } from './edit.ts'

const source = { width: 400, height: 300 }
const crop = { x: 10, y: 20, width: 100, height: 50 }

describe('turning and flipping', () => {
  test('four quarter turns, or two flips, are none', () => {
    let edit: Edit = { ...unedited, crop }
    for (let round = 0; round < 4; round++) edit = turn(edit, source, 1)
    expect(edit).toEqual({ ...unedited, crop })
    expect(flip(flip(edit, source, 'x'), source, 'x')).toEqual({ ...unedited, crop })
    expect(turn(turn(edit, source, 1), source, -1)).toEqual({ ...unedited, crop })
  })

  test('what was cropped goes along', () => {
    expect(turn({ ...unedited, crop }, source, 1).crop).toEqual({ x: 230, y: 10, width: 50, height: 100 })
    expect(flip({ ...unedited, crop }, source, 'x').crop).toEqual({ ...crop, x: 290 })
  })
})

describe('sizes', () => {
  test('the height follows the width', () => {
    expect(resultSize(source, { ...unedited, width: 200 })).toEqual({ width: 200, height: 150 })
    expect(resultSize(source, { ...unedited, turns: 1 })).toEqual({ width: 300, height: 400 })
    expect(resultSize(source, { ...unedited, crop, width: 50 })).toEqual({ width: 50, height: 25 })
  })

  test('a box stays within the picture and has whole pixels', () => {
    expect(clampBox({ x: -5, y: 299.6, width: 900, height: 0 }, source)).toEqual({
      x: 0,
      y: 299,
      width: 400,
      height: 1,
    })
  })

  test('a shape is the largest in the middle', () => {
    expect(shapeBox(1, { x: 0, y: 0, ...source }, source)).toEqual({ x: 50, y: 0, width: 300, height: 300 })
    expect(shapeBox(16 / 9, { x: 0, y: 0, ...source }, source)).toEqual({
      x: 0,
      y: 38,
      width: 400,
      height: 225,
    })
  })
})

test('nothing done is nothing to do', () => {
  expect(isUnedited(unedited)).toBe(true)
  expect(isUnedited({ ...unedited, width: 10 })).toBe(false)
})
