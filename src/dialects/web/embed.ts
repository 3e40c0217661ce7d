import { escapeHtml } from '../../server/html.ts'

/** What a code is made of: absolute addresses, the title as it is, the size in pixels. */
export type Embedded = {
  type: 'image' | 'video'
  /** Of the original. */
  file: string
  /** Of the viewer's page. */
  page: string
  /** Of a still picture that stands for it; absent when there is none. */
  preview?: string
  title: string
  width: number
  height: number
}

export type Code = { language: 'URL' | 'HTML' | 'Markdown' | 'BBCode'; text: string }

/** Codes by what they show: the file itself, a link to its page, or a preview that links to its page. */
export type Codes = { direct: readonly Code[]; page: readonly Code[]; preview: readonly Code[] }

/** Codes to put a media into pages elsewhere, each correct in its language whatever the title and addresses hold. */
export function codesOf(media: Embedded): Codes {
  const { file, page, preview, title } = media
  return {
    direct: [
      { language: 'URL', text: file },
      { language: 'HTML', text: fileAsHtml(media) },
      { language: 'Markdown', text: fileAsMarkdown(media) },
      { language: 'BBCode', text: media.type === 'video' ? bbTag('video', file) : bbTag('img', file) },
    ],
    page: [
      { language: 'URL', text: page },
      { language: 'HTML', text: `<a href="${escapeHtml(page)}">${escapeHtml(oneLine(title))}</a>` },
      { language: 'Markdown', text: `[${markdownText(title)}](${markdownUrl(page)})` },
      { language: 'BBCode', text: `[url=${bbUrl(page)}]${bbText(title)}[/url]` },
    ],
    preview: preview === undefined ? [] : previewCodes(media, preview),
  }
}

function previewCodes({ page, title }: Embedded, preview: string): Code[] {
  const picture = `<img src="${escapeHtml(preview)}" alt="${escapeHtml(oneLine(title))}">`
  return [
    { language: 'HTML', text: `<a href="${escapeHtml(page)}">${picture}</a>` },
    {
      language: 'Markdown',
      text: `[![${markdownText(title)}](${markdownUrl(preview)})](${markdownUrl(page)})`,
    },
    { language: 'BBCode', text: `[url=${bbUrl(page)}]${bbTag('img', preview)}[/url]` },
  ]
}

function fileAsHtml({ type, file, preview, title, width, height }: Embedded): string {
  const source = escapeHtml(file)
  if (type === 'image') {
    return `<img src="${source}" alt="${escapeHtml(oneLine(title))}" width="${width}" height="${height}">`
  }
  const poster = preview === undefined ? '' : ` poster="${escapeHtml(preview)}"`
  return `<video src="${source}"${poster} width="${width}" height="${height}" controls preload="none"></video>`
}

/** Markdown has no films: a link, or the picture that stands for it as one. */
function fileAsMarkdown({ type, file, preview, title }: Embedded): string {
  const text = markdownText(title)
  if (type === 'image') return `![${text}](${markdownUrl(file)})`
  const shown = preview === undefined ? text : `![${text}](${markdownUrl(preview)})`
  return `[${shown}](${markdownUrl(file)})`
}

/** CommonMark takes a backslash before any ASCII punctuation; these are what it and tables would read. */
function markdownText(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>&~|!]/g, '\\$&')
}

function markdownUrl(url: string): string {
  return url.replace(/[\s()<>\\[\]*`|]/g, percentEncode)
}

function bbTag(tag: 'img' | 'video', url: string): string {
  return `[${tag}]${bbUrl(url)}[/${tag}]`
}

/** BBCode knows no escapes: what would open or close a tag becomes what only looks alike. */
function bbText(text: string): string {
  return oneLine(text).replace(/\[/g, '(').replace(/\]/g, ')')
}

function bbUrl(url: string): string {
  return url.replace(/[\s[\]"'<>]/g, percentEncode)
}

function percentEncode(character: string): string {
  const encoded = encodeURIComponent(character)
  if (encoded !== character) return encoded
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
