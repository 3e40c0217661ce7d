import { expect, test } from 'vitest'
import { shareLinks } from './share.ts'

const url = 'https://example/image/A-gate.abc?x=1&y=2'

test('links to share carry the address and the title whole, whatever they hold', () => {
  const title = 'A & B = "C" #1 +2'
  const links = shareLinks({ url, title, picture: 'https://i.example/a b.jpg' })
  expect(links.map(({ name }) => name)).toEqual([
    'X',
    'Facebook',
    'weibo',
    'Telegram',
    'Reddit',
    'Pinterest',
    'mail',
  ])
  for (const { name, href } of links) {
    const values = [...new URL(href).searchParams.values()]
    expect([name, values.includes(url)]).toEqual([name, true])
    if (name !== 'Facebook') expect([name, values.includes(title)]).toEqual([name, true])
  }
  expect(new URL(links[5]?.href ?? '').searchParams.get('media')).toBe('https://i.example/a b.jpg')
})

test('a mail is no form: blanks are percent-encoded', () => {
  const [mail] = shareLinks({ url, title: 'a b', picture: undefined }).slice(-1)
  expect(mail?.href).toBe(`mailto:?subject=a%20b&body=${encodeURIComponent(url)}`)
})

test('what has no picture cannot be pinned', () => {
  expect(shareLinks({ url, title: 'x', picture: undefined }).map(({ name }) => name)).not.toContain(
    'Pinterest',
  )
})
