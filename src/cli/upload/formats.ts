import { UsageError } from '../command.ts'
import type { Link } from './links.ts'

export const formats = ['url', 'markdown', 'html', 'bbcode', 'json'] as const
export type Format = (typeof formats)[number]

/** Which address of an upload is meant. */
export const linkKinds = ['direct', 'page', 'medium', 'thumb'] as const
export type LinkKind = (typeof linkKinds)[number]

export type Style = { format: Format; link: LinkKind } | { template: string }

/** One line for an upload, right in its language whatever titles and addresses hold. `source` is what was typed. */
export function formatLink(link: Link, style: Style, source: string): string {
  if ('template' in style) return fill(style.template, link, source)
  if (style.format === 'json') return JSON.stringify({ source, ...link })
  return written[style.format](link, style.link)
}

/** What a program that reads JSON is told of an upload that failed. */
export function formatFailure(source: string, { code, message }: { code: string; message: string }): string {
  return JSON.stringify({ source, error: { code, message } })
}

/** Throws UsageError naming a placeholder that does not exist. */
export function checkTemplate(template: string): string {
  for (const [, name = ''] of template.matchAll(placeholder)) {
    if (!isPlaceholder(name)) {
      throw new UsageError(`--template knows no {${name}}; it knows ${placeholders.join(', ')}`)
    }
  }
  return template.replaceAll('\\n', '\n').replaceAll('\\t', '\t')
}

const placeholder = /\{([a-z]+)\}/g

const values = {
  url: (link) => link.url,
  page: (link) => link.page ?? link.url,
  medium: (link) => link.medium ?? link.url,
  thumb: (link) => link.thumb ?? link.medium ?? link.url,
  title: (link) => oneLine(link.title),
  name: (link) => oneLine(link.name),
  id: (link) => link.id ?? '',
  width: (link) => String(link.width ?? ''),
  height: (link) => String(link.height ?? ''),
  size: (link) => String(link.size ?? ''),
  delete: (link) => link.deleteUrl ?? '',
  source: (_link, source) => source,
} as const satisfies Record<string, Value>

type Value = (link: Link, source: string) => string

function valueFor(name: keyof typeof values): Value {
  return values[name]
}

/** What a template may hold, with its braces. */
export const placeholders = Object.keys(values).map((name) => `{${name}}`)

function isPlaceholder(name: string): name is keyof typeof values {
  return Object.hasOwn(values, name)
}

function fill(template: string, link: Link, source: string): string {
  return template.replace(placeholder, (all, name: string) =>
    isPlaceholder(name) ? valueFor(name)(link, source) : all,
  )
}

/** As the site's own pages write them: `web/src/embed/codes.ts`. */
const written: Record<Exclude<Format, 'json'>, (link: Link, kind: LinkKind) => string> = {
  url: (link, kind) => addressOf(link, kind),
  markdown: (link, kind) => {
    const text = forMarkdown(link.title)
    const url = forMarkdownAddress(addressOf(link, kind))
    if (isPicture(link, kind)) return `![${text}](${url})`
    // Markdown has no films: a link, or the picture that stands for it as one.
    const poster = kind === 'direct' && link.poster
    return poster ? `[![${text}](${forMarkdownAddress(poster)})](${url})` : `[${text}](${url})`
  },
  html: (link, kind) => {
    const url = forHtml(addressOf(link, kind))
    if (kind === 'page') return `<a href="${url}">${forHtml(link.title)}</a>`
    if (!isPicture(link, kind)) {
      const poster = link.poster === undefined ? '' : ` poster="${forHtml(link.poster)}"`
      return `<video src="${url}"${poster}${sizes(link, kind)} controls preload="none"></video>`
    }
    return `<img src="${url}" alt="${forHtml(link.title)}"${sizes(link, kind)}>`
  },
  bbcode: (link, kind) => {
    const url = addressOf(link, kind).replace(/[\s[\]"'<>]/g, percent)
    if (kind === 'page') return `[url=${url}]${forBbCode(link.title)}[/url]`
    return isPicture(link, kind) ? `[img]${url}[/img]` : `[video]${url}[/video]`
  },
}

function addressOf(link: Link, kind: LinkKind): string {
  return valueFor(kind === 'direct' ? 'url' : kind)(link, '')
}

/** The small ones of a film are pictures too, where there are any. */
function isPicture(link: Link, kind: LinkKind): boolean {
  if (kind === 'page') return false
  return link.type === 'image' || addressOf(link, kind) !== link.url
}

function sizes({ width, height }: Link, kind: LinkKind): string {
  return kind === 'direct' && width && height ? ` width="${width}" height="${height}"` : ''
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function forHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** BBCode knows no escapes: what would open or close a tag becomes what only looks alike. */
function forBbCode(text: string): string {
  return oneLine(text).replace(/\[/g, '(').replace(/\]/g, ')')
}

function forMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>&~|!]/g, '\\$&')
}

function forMarkdownAddress(url: string): string {
  return url.replace(/[\s()<>\\[\]*_`|]/g, percent)
}

function percent(character: string): string {
  const encoded = encodeURIComponent(character)
  if (encoded !== character) return encoded
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
