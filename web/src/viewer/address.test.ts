import { expect, test } from 'vitest'
import { isRightAddress, pathOfList, type Room, viewerWithin } from './address.ts'

const picture = { type: 'image', page: '/p/image/A-gate.abc', shortPage: '/p/image/abc' } as const
const film = { type: 'video', page: '/p/clip/A-walk.abc', shortPage: '/p/clip/abc' } as const
const isRight = (media: typeof picture | typeof film, room: Room, name: string) =>
  isRightAddress(media, { room, name }, '/p')

test('the full, the short and the store’s name answer by themselves', () => {
  expect(['A-gate.abc', 'abc', 'fifteenletters0'].map((name) => isRight(picture, 'image', name))).toEqual([
    true,
    true,
    true,
  ])
  expect(['A-walk.abc', 'abc', 'fifteenletters0'].map((name) => isRight(film, 'clip', name))).toEqual([
    true,
    true,
    true,
  ])
  expect(isRight(film, 'image', 'fifteenletters0')).toBe(true)
})

test('other titles and other kinds do not', () => {
  expect(isRight(picture, 'image', 'Another.abc')).toBe(false)
  for (const room of ['clip', 'video'] as const) {
    for (const name of ['A-gate.abc', 'abc', 'fifteenletters0']) {
      expect([room, name, isRight(picture, room, name)]).toEqual([room, name, false])
    }
  }
  expect(isRight(film, 'image', 'A-walk.abc')).toBe(false)
})

test('links within a list carry it, and lead back to it', () => {
  expect(viewerWithin(picture, undefined)).toBe('/p/image/A-gate.abc')
  expect(viewerWithin(picture, 'scope=mine&q=a b')).toBe('/p/image/A-gate.abc?in=scope%3Dmine%26q%3Da+b')
  expect(pathOfList('scope=mine&type=video')).toBe('/my?type=video')
  expect(pathOfList('scope=mine&trash=1')).toBe('/my/trash')
  expect(pathOfList('album=Alps.x&sort=oldest')).toBe('/a/Alps.x?sort=oldest')
  expect(pathOfList('scope=public&user=mara')).toBe('/u/mara')
  expect(pathOfList('scope=guest')).toBe('/history')
  expect(pathOfList('scope=public')).toBeUndefined()
})
