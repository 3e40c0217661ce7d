import { expect, test } from 'vitest'
import { choiceName, choiceOf } from './choice.ts'

test('a choice has a name, and the name gives it back', () => {
  const templates = [{ name: 'my.form', text: '{{url}}' }]
  for (const name of ['direct.markdown', 'thumb.bbcode', 'delete.url', 'responsive.html', 'own.my.form']) {
    expect(choiceName(choiceOf(name, templates))).toBe(name)
  }
})

test('what cannot be is the next that can', () => {
  const name = (text: string) => choiceName(choiceOf(text, []))
  expect(['', 'x.y', 'own.gone', 'delete.html', 'responsive.url', 'page'].map(name)).toEqual([
    'direct.url',
    'direct.url',
    'direct.url',
    'delete.url',
    'responsive.html',
    'page.url',
  ])
})
