import { describe, expect, test } from 'vitest'
import { changeFor } from './changes.ts'
import { tagsOf, wishesOf, withTags } from './wishes.ts'

const item = { again: false, width: 100, type: 'image', animated: false } as const

describe('what an upload wishes', () => {
  const options = { nsfw: true, albumId: 'a', categoryId: 3, tags: ['fog', 'gate'] }

  test('is what holds for all', () => {
    expect(wishesOf({ ...item, fields: {} }, options)).toEqual({
      nsfw: '1',
      albumId: 'a',
      categoryId: '3',
      tags: 'fog,gate',
    })
  })

  test('one file can be without any of it', () => {
    const fields = { nsfw: false, albumId: null, categoryId: null, withoutTags: ['fog'], tags: ['own'] }
    expect(wishesOf({ ...item, fields }, options)).toEqual({ tags: 'gate,own' })
  })

  test('tags are told by what is different, so that what is added for all later holds too', () => {
    const fields = withTags({}, options, ['gate', 'own'])
    expect(tagsOf(fields, { tags: ['fog', 'gate', 'new'] })).toEqual(['gate', 'new', 'own'])
    expect(withTags(fields, options, ['fog', 'gate'])).toEqual({ tags: undefined, withoutTags: undefined })
  })
})

describe('what is changed after it was sent', () => {
  const media = { createdAt: 1000, name: 'my_picture.png' }
  const change = (told: Record<string, string>, now: Record<string, string>) =>
    changeFor(media, told, { now, defaultExpiry: undefined })

  test('is nothing when nothing was', () => {
    expect(change({ title: 'A', again: '1' }, { title: 'A' })).toBeUndefined()
  })

  test('is every field that says something else, and what was taken away', () => {
    const told = { title: 'A', description: 'B', tags: 'a,b', albumId: 'x', categoryId: '1', nsfw: '1' }
    const now = { visibility: 'public', expiresIn: '500' }
    expect(change(told, now)).toEqual({
      title: 'my picture',
      description: null,
      tags: [],
      albumId: null,
      categoryId: null,
      nsfw: false,
      visibility: 'public',
      expiresAt: 1500,
    })
  })
})
