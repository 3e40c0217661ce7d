import { expect, test } from 'vitest'
import { choiceNamed } from './forum.ts'

test.each([
  ['viewer-links', { target: 'page', format: 'url' }],
  ['direct-links', { target: 'direct', format: 'url' }],
  ['thumb-links', { target: 'thumb', format: 'url' }],
  ['medium-links', { target: 'medium', format: 'url' }],
  ['html-embed', { target: 'direct', format: 'html' }],
  ['html-embed-full', { target: 'full', format: 'html' }],
  ['html-embed-medium', { target: 'medium', format: 'html' }],
  ['markdown-embed-thumbnail', { target: 'thumb', format: 'markdown' }],
  ['bbcode-embed', { target: 'direct', format: 'bbcode' }],
  ['bbcode-embed-medium', { target: 'medium', format: 'bbcode' }],
])('%s', (name, choice) => {
  expect(choiceNamed(name)).toEqual(choice)
})

test('what is no such name is no choice', () => {
  for (const name of [
    '',
    '0',
    'bbcode',
    'bbcode-',
    'xml-embed',
    'html-toString',
    'toString',
    0,
    false,
    null,
  ]) {
    expect(choiceNamed(name)).toBeUndefined()
  }
})
