import { expect, test } from 'vitest'
import type { MediaDetails } from '../../../src/dialects/native/wire-media.ts'
import { changeOf, draftOf, tagsOf } from './change.ts'

const media = {
  title: 'A gate',
  description: 'In fog',
  tags: ['fog', 'gate'],
  album: { id: 'a1', name: 'Alps', page: '/a/a1' },
  category: { id: 3, name: 'Doors', key: 'doors' },
  visibility: 'link',
  nsfw: false,
  expiresAt: 5000,
} as unknown as MediaDetails

test('only what was changed is sent', () => {
  const draft = draftOf(media)
  expect(changeOf(draft, media, 0)).toEqual({})
  expect(changeOf({ ...draft, title: ' A door ', nsfw: true, tags: ['gate'] }, media, 0)).toEqual({
    title: 'A door',
    nsfw: true,
    tags: ['gate'],
  })
})

test('what is emptied is taken away', () => {
  const draft = {
    ...draftOf(media),
    description: ' ',
    albumId: '',
    categoryId: '',
    expiry: 'never',
    title: '',
  }
  expect(changeOf(draft, media, 0)).toEqual({
    title: '',
    description: null,
    albumId: null,
    categoryId: null,
    expiresAt: null,
  })
})

test('a span of time begins now; never changes nothing where it is so', () => {
  const { expiresAt: _, ...lasting } = media
  expect(changeOf({ ...draftOf(media), expiry: '3600000' }, media, 1000)).toEqual({ expiresAt: 3_601_000 })
  expect(changeOf({ ...draftOf(media), expiry: 'never' }, lasting as MediaDetails, 0)).toEqual({})
})

test('tags in one field', () => {
  expect(tagsOf(' fog, #gate，雾、fog,\n,')).toEqual(['fog', 'gate', '雾'])
})
