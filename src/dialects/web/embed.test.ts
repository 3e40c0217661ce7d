import { describe, expect, test } from 'vitest'
import { codesOf, type Embedded } from './embed.ts'

const plain: Embedded = {
  type: 'image',
  file: 'https://i.example/2026/11/22/gate.jpg',
  page: 'https://example/image/Gate.abc',
  preview: 'https://i.example/2026/11/22/gate.md.jpg',
  title: 'Gate',
  width: 800,
  height: 600,
}

function texts(media: Embedded): string[] {
  return Object.values(codesOf(media)).flatMap((codes) => codes.map((code) => code.text))
}

describe('embed codes', () => {
  test('of a picture', () => {
    expect(texts(plain)).toEqual([
      'https://i.example/2026/11/22/gate.jpg',
      '<img src="https://i.example/2026/11/22/gate.jpg" alt="Gate" width="800" height="600">',
      '![Gate](https://i.example/2026/11/22/gate.jpg)',
      '[img]https://i.example/2026/11/22/gate.jpg[/img]',
      'https://example/image/Gate.abc',
      '<a href="https://example/image/Gate.abc">Gate</a>',
      '[Gate](https://example/image/Gate.abc)',
      '[url=https://example/image/Gate.abc]Gate[/url]',
      '<a href="https://example/image/Gate.abc"><img src="https://i.example/2026/11/22/gate.md.jpg" alt="Gate"></a>',
      '[![Gate](https://i.example/2026/11/22/gate.md.jpg)](https://example/image/Gate.abc)',
      '[url=https://example/image/Gate.abc][img]https://i.example/2026/11/22/gate.md.jpg[/img][/url]',
    ])
  })

  test('of a film: a player, and in Markdown its poster as a link', () => {
    const film = { ...plain, type: 'video', file: 'https://i.example/walk.mp4' } as const
    expect(codesOf(film).direct.map((code) => code.text)).toEqual([
      'https://i.example/walk.mp4',
      '<video src="https://i.example/walk.mp4" poster="https://i.example/2026/11/22/gate.md.jpg" width="800" height="600" controls preload="none"></video>',
      '[![Gate](https://i.example/2026/11/22/gate.md.jpg)](https://i.example/walk.mp4)',
      '[video]https://i.example/walk.mp4[/video]',
    ])
    const { preview: _, ...bare } = film
    expect(codesOf(bare).direct[2]?.text).toBe('[Gate](https://i.example/walk.mp4)')
    expect(codesOf(bare).preview).toEqual([])
  })

  test('a title cannot leave its place in any language', () => {
    const codes = codesOf({ ...plain, title: '"><img onerror=x>\n](javascript:1) [/url] `_*' })
    expect(codes.page.map((code) => code.text)).toEqual([
      plain.page,
      `<a href="${plain.page}">&quot;&gt;&lt;img onerror=x&gt; ](javascript:1) [/url] \`_*</a>`,
      `["\\>\\<img onerror=x\\> \\](javascript:1) \\[/url\\] \\\`\\_\\*](${plain.page})`,
      `[url=${plain.page}]"><img onerror=x> )(javascript:1) (/url) \`_*[/url]`,
    ])
    expect(codes.direct[1]?.text).toContain('alt="&quot;&gt;&lt;img onerror=x&gt; ](')
    expect(codes.preview[0]?.text).toContain('alt="&quot;&gt;&lt;img onerror=x&gt; ](')
  })

  test('blanks, brackets and quotes in addresses are percent-encoded where the language would end', () => {
    const odd = { ...plain, file: 'https://i.example/a b(1)[2]"3"\u2003.jpg' }
    const [url, asHtml, markdown, bbcode] = codesOf(odd).direct.map((code) => code.text)
    expect(url).toBe(odd.file)
    expect(asHtml).toContain('src="https://i.example/a b(1)[2]&quot;3&quot;\u2003.jpg"')
    expect(markdown).toBe('![Gate](https://i.example/a%20b%281%29%5B2%5D"3"%E2%80%83.jpg)')
    expect(bbcode).toBe('[img]https://i.example/a%20b(1)%5B2%5D%223%22%E2%80%83.jpg[/img]')
  })
})
