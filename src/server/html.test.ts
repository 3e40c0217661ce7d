import { expect, test } from 'vitest'
import { escapeHtml } from './html.ts'

test('makes text safe in HTML and in its attributes', () => {
  expect(escapeHtml(`<a href="x" title='&'>`)).toBe('&lt;a href=&quot;x&quot; title=&#039;&amp;&#039;&gt;')
})
