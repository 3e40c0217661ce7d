import { expect, test } from 'vitest'
import { html, toText, trusted } from './html.ts'

test('text is escaped, in content and in attributes', () => {
  const hostile = `"><img src=x onerror='alert(1)'>&amp;`
  expect(toText(html`<p title="${hostile}">${hostile}</p>`)).toBe(
    '<p title="&quot;&gt;&lt;img src=x onerror=&#039;alert(1)&#039;&gt;&amp;amp;">' +
      '&quot;&gt;&lt;img src=x onerror=&#039;alert(1)&#039;&gt;&amp;amp;</p>',
  )
})

test('pieces of HTML, lists and numbers are put together; nothing is nothing', () => {
  const items = ['a', '<b>'].map((each) => html`<li>${each}</li>`)
  expect(toText(html`<ul>${items}</ul>${0}${undefined}${false}${''}`)).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
  )
  expect(toText(html`${['<', ['>']]}${trusted('<i>')}`)).toBe('&lt;&gt;<i>')
})

test('what only looks like a piece of HTML is none', () => {
  const forged = JSON.parse('{"html":"<script>","source":"<script>"}')
  expect(() => html`${forged}`).toThrow()
})
