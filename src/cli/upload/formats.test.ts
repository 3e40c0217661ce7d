import { describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { checkTemplate, formatLink, type Style } from './formats.ts'
import type { Link } from './links.ts'

const picture: Link = {
  url: 'https://i.example/a_(1).png?x=1&y=2',
  title: 'A <b>"fine"</b> [cat]\nwith *stars*',
  name: 'cat.png',
  type: 'image',
  page: 'https://pics.example/image/cat.1',
  thumb: 'https://i.example/a.th.png',
  width: 30,
  height: 20,
  repeated: false,
}
const film: Link = {
  url: 'https://i.example/f.mp4',
  title: 'Film',
  name: 'f.mp4',
  type: 'video',
  repeated: false,
}
const line = (link: Link, style: Style) => formatLink(link, style, 'what was typed')
const direct = (format: 'url' | 'markdown' | 'html' | 'bbcode') => ({ format, link: 'direct' }) as const

describe('whatever a title or an address holds, it is right in its language', () => {
  test.each([
    [
      'markdown',
      '![A \\<b\\>"fine"\\</b\\> \\[cat\\] with \\*stars\\*](https://i.example/a%5F%281%29.png?x=1&y=2)',
    ],
    [
      'html',
      '<img src="https://i.example/a_(1).png?x=1&amp;y=2" alt="A &lt;b&gt;&quot;fine&quot;&lt;/b&gt; [cat] with *stars*" width="30" height="20">',
    ],
    ['bbcode', '[img]https://i.example/a_(1).png?x=1&y=2[/img]'],
    ['url', picture.url],
  ] as const)('%s', (format, expected) => {
    expect(line(picture, direct(format))).toBe(expected)
  })

  test('an address cannot leave its tag', () => {
    const hostile = { ...picture, url: 'https://e.example/[/img][url=x]"><script>' }
    expect(line(hostile, direct('bbcode'))).toBe(
      '[img]https://e.example/%5B/img%5D%5Burl=x%5D%22%3E%3Cscript%3E[/img]',
    )
    expect(line(hostile, direct('html'))).not.toContain('<script')
  })
})

test('a film is one, and in Markdown a link', () => {
  expect(line(film, direct('html'))).toBe(
    '<video src="https://i.example/f.mp4" controls preload="none"></video>',
  )
  expect(line(film, direct('bbcode'))).toBe('[video]https://i.example/f.mp4[/video]')
  expect(line(film, direct('markdown'))).toBe('[Film](https://i.example/f.mp4)')
})

test('another address than that of the file', () => {
  expect(line(picture, { format: 'url', link: 'thumb' })).toBe(picture.thumb)
  expect(line(picture, { format: 'html', link: 'page' })).toMatch(
    /^<a href="https:\/\/pics\.example\/image\/cat\.1">/,
  )
  expect(line(picture, { format: 'bbcode', link: 'page' })).toContain('A <b>"fine"</b> (cat) with')
  expect(line(film, { format: 'url', link: 'page' })).toBe(film.url)
})

describe('templates', () => {
  test('are filled in, and what looks alike stays', () => {
    const template = checkTemplate('\\includegraphics{{url}} {Title} { } {title}\\t{width}x{height} {source}')
    expect(line(film, { template })).toBe(
      '\\includegraphics{https://i.example/f.mp4} {Title} { } Film\tx what was typed',
    )
  })

  test('a title that holds a placeholder is not filled in once more', () => {
    expect(line({ ...film, title: '{url}' }, { template: '{title}' })).toBe('{url}')
  })

  test('a placeholder that does not exist is told', () => {
    expect(() => checkTemplate('{link}')).toThrow(UsageError)
  })
})
