import { describe, expect, test } from 'vitest'
import type { Media } from '../../../src/dialects/native/wire-media.ts'
import {
  codeOf,
  type Format,
  formatsOf,
  type Subject,
  subjectOf,
  type Target,
  targets,
  textOf,
} from './codes.ts'
import { fileOf } from './download.ts'

const file = { url: 'https://i.example/gate.jpg', mime: 'image/jpeg', size: 9000, width: 800, height: 600 }
const gate: Subject = {
  id: 'abc',
  type: 'image',
  title: 'Gate',
  filename: 'gate.jpg',
  file,
  medium: { url: 'https://i.example/gate.md.jpg', width: 500, height: 375 },
  thumb: { url: 'https://i.example/gate.th.jpg', width: 320, height: 320 },
  page: 'https://example/image/Gate.abc',
  shortPage: 'https://example/image/abc',
  deletionUrl: 'https://example/delete/xyz',
}
const film: Subject = {
  ...gate,
  type: 'video',
  medium: undefined,
  file: { ...file, url: 'https://i.example/walk.mp4', mime: 'video/mp4' },
  poster: { url: 'https://i.example/walk.fr.jpeg', width: 800, height: 600 },
}
const all = (subject: Subject, target: Target) =>
  formatsOf(target).map((format) => codeOf(subject, { target, format }))
const one = (subject: Subject, target: Target, format: Format) => codeOf(subject, { target, format })

describe('embed codes', () => {
  test('of a picture', () => {
    expect(Object.fromEntries(targets.map((target) => [target, all(gate, target)]))).toEqual({
      direct: [
        'https://i.example/gate.jpg',
        '<img src="https://i.example/gate.jpg" alt="Gate" width="800" height="600">',
        '![Gate](https://i.example/gate.jpg)',
        '[img]https://i.example/gate.jpg[/img]',
      ],
      page: [
        'https://example/image/Gate.abc',
        '<a href="https://example/image/Gate.abc">Gate</a>',
        '[Gate](https://example/image/Gate.abc)',
        '[url=https://example/image/Gate.abc]Gate[/url]',
      ],
      full: [
        'https://i.example/gate.jpg',
        '<a href="https://example/image/Gate.abc"><img src="https://i.example/gate.jpg" alt="Gate" width="800" height="600"></a>',
        '[![Gate](https://i.example/gate.jpg)](https://example/image/Gate.abc)',
        '[url=https://example/image/Gate.abc][img]https://i.example/gate.jpg[/img][/url]',
      ],
      medium: [
        'https://i.example/gate.md.jpg',
        '<a href="https://example/image/Gate.abc"><img src="https://i.example/gate.md.jpg" alt="Gate" width="500" height="375"></a>',
        '[![Gate](https://i.example/gate.md.jpg)](https://example/image/Gate.abc)',
        '[url=https://example/image/Gate.abc][img]https://i.example/gate.md.jpg[/img][/url]',
      ],
      thumb: [
        'https://i.example/gate.th.jpg',
        '<a href="https://example/image/Gate.abc"><img src="https://i.example/gate.th.jpg" alt="Gate" width="320" height="320"></a>',
        '[![Gate](https://i.example/gate.th.jpg)](https://example/image/Gate.abc)',
        '[url=https://example/image/Gate.abc][img]https://i.example/gate.th.jpg[/img][/url]',
      ],
      responsive: [
        '<img src="https://i.example/gate.md.jpg" srcset="https://i.example/gate.md.jpg 500w, https://i.example/gate.jpg 800w" sizes="(max-width: 800px) 100vw, 800px" width="800" height="600" alt="Gate" loading="lazy">',
      ],
      delete: ['https://example/delete/xyz'],
    })
  })

  test('of a film: a player, in Markdown its poster as a link, without a poster its title', () => {
    expect(all(film, 'direct')).toEqual([
      'https://i.example/walk.mp4',
      '<video src="https://i.example/walk.mp4" poster="https://i.example/walk.fr.jpeg" width="800" height="600" controls preload="none"></video>',
      '[![Gate](https://i.example/walk.fr.jpeg)](https://i.example/walk.mp4)',
      '[video]https://i.example/walk.mp4[/video]',
    ])
    const bare = { ...film, poster: undefined, thumb: undefined }
    expect(one(bare, 'direct', 'markdown')).toBe('[Gate](https://i.example/walk.mp4)')
    expect(one(bare, 'direct', 'html')).not.toContain('poster')
    expect(one(bare, 'thumb', 'bbcode')).toBe('[url=https://example/image/Gate.abc]Gate[/url]')
    expect(all(bare, 'responsive')).toEqual([one(bare, 'direct', 'html')])
  })

  test('a small picture stands for itself at every size', () => {
    const small = { ...gate, medium: undefined, thumb: undefined }
    expect([one(small, 'medium', 'url'), one(small, 'thumb', 'url')]).toEqual([file.url, file.url])
  })

  test('a title cannot leave its place in any language', () => {
    const odd = { ...gate, title: `"'><img onerror=x>\n](javascript:1) [/url] \`_*` }
    expect(all(odd, 'page')).toEqual([
      gate.page,
      `<a href="${gate.page}">&quot;&#39;&gt;&lt;img onerror=x&gt; ](javascript:1) [/url] \`_*</a>`,
      `["'\\>\\<img onerror=x\\> \\](javascript:1) \\[/url\\] \\\`\\_\\*](${gate.page})`,
      `[url=${gate.page}]"'><img onerror=x> )(javascript:1) (/url) \`_*[/url]`,
    ])
    for (const target of ['direct', 'full', 'medium', 'thumb', 'responsive'] as const) {
      expect(one(odd, target, 'html')).toContain('alt="&quot;&#39;&gt;&lt;img onerror=x&gt; ](')
    }
  })

  test('blanks, brackets and quotes in addresses are percent-encoded where the language would end', () => {
    const odd = { ...gate, file: { ...file, url: 'https://i.example/a b(1)[2]"3"_4_\u2003.jpg' } }
    expect(all(odd, 'direct')).toEqual([
      odd.file.url,
      '<img src="https://i.example/a b(1)[2]&quot;3&quot;_4_\u2003.jpg" alt="Gate" width="800" height="600">',
      '![Gate](https://i.example/a%20b%281%29%5B2%5D"3"%5F4%5F%E2%80%83.jpg)',
      '[img]https://i.example/a%20b(1)%5B2%5D%223%22_4_%E2%80%83.jpg[/img]',
    ])
    const comma = { ...gate, file: { ...file, url: 'https://i.example/a,b c.jpg' } }
    expect(one(comma, 'responsive', 'html')).toContain('https://i.example/a%2Cb%20c.jpg 800w')
  })

  test('forms of one’s own', () => {
    const text =
      '.. image:: {{url}}\n   :alt: {{ alt }}\n{{w}}x{{h}} {{id}} {{short}} {{thumb}} {{unknown}} {{toString}}'
    expect(codeOf(gate, { template: { name: 'reST', text } })).toBe(
      '.. image:: https://i.example/gate.jpg\n   :alt: Gate\n800x600 abc https://example/image/abc https://i.example/gate.th.jpg {{unknown}} {{toString}}',
    )
    const sly = { ...gate, title: '$& {{url}}' }
    expect(codeOf(sly, { template: { name: 'x', text: '{{title}}' } })).toBe('$& {{url}}')
  })

  test('of many: with a separator, without those that have none', () => {
    const { deletionUrl: _, ...foreign } = gate
    const list = [gate, foreign, film]
    expect(textOf(list, { target: 'delete', format: 'url' }, ' ')).toBe(
      `${gate.deletionUrl} ${gate.deletionUrl}`,
    )
    expect(textOf(list, { target: 'direct', format: 'url' })).toBe(
      [gate, gate, film].map((each) => each.file.url).join('\n'),
    )
  })

  test('a media of the API: addresses are absolute, a file’s name stands for a title', () => {
    const media = {
      ...gate,
      title: '',
      filename: 'a  b.jpg',
      page: '/pictures/image/abc',
      shortPage: '/pictures/image/abc',
      pass: '?pass=secret',
    } as unknown as Media
    const subject = subjectOf(media, 'https://example/pictures')
    expect([subject.title, subject.page]).toEqual(['a b.jpg', 'https://example/pictures/image/abc'])
    expect(JSON.stringify(subject)).not.toContain('secret')
  })
})

describe('links as a file', () => {
  const choice = { target: 'direct', format: 'markdown' } as const

  test('text is the codes', () => {
    expect(fileOf([gate, film], choice, 'txt').text).toBe(`${textOf([gate, film], choice)}\n`)
  })

  test('tables hold every address, deletion links only when they were chosen', () => {
    const { text, type } = fileOf([gate], choice, 'csv')
    expect(type).toBe('text/csv;charset=utf-8')
    expect(text).toBe(
      '\uFEFFid,title,filename,type,size,width,height,url,page,medium,thumb,poster\r\n' +
        'abc,Gate,gate.jpg,image/jpeg,9000,800,600,https://i.example/gate.jpg,https://example/image/Gate.abc,https://i.example/gate.md.jpg,https://i.example/gate.th.jpg,\r\n',
    )
    expect(JSON.parse(fileOf([gate], choice, 'json').text)[0]).not.toHaveProperty('delete')
    const deletion = { target: 'delete', format: 'url' } as const
    expect(JSON.parse(fileOf([gate], deletion, 'json').text)).toMatchObject([{ delete: gate.deletionUrl }])
    expect(fileOf([gate], deletion, 'csv').text).toContain(',delete\r\n')
  })

  test('cells keep their place, and are no formulas', () => {
    const { text } = fileOf(
      [{ ...gate, title: '=HYPERLINK("http://x","y")\n', filename: 'a, "b".jpg' }],
      choice,
      'csv',
    )
    expect(text).toContain(`abc,"'=HYPERLINK(""http://x"",""y"")","a, ""b"".jpg",image/jpeg`)
  })
})
