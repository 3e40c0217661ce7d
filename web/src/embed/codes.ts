import type { Media } from '../../../src/dialects/native/wire-media.ts'
import {
  forBbCode,
  forHtml,
  forMarkdown,
  oneLine,
  urlForBbCode,
  urlForHtml,
  urlForMarkdown,
  urlForSrcset,
} from './escapes.ts'

type Still = { url: string; width: number; height: number }

/** What codes are made of: absolute addresses that anybody may be given, and sizes in pixels. */
export type Subject = {
  id: string
  type: 'image' | 'video'
  title: string
  filename: string
  file: Still & { mime: string; size: number }
  /** Pictures that stand for it; absent where there are none. */
  medium?: Still | undefined
  thumb?: Still | undefined
  poster?: Still | undefined
  /** Of its viewer, with the title in it and without. */
  page: string
  shortPage: string
  deletionUrl?: string | undefined
}

/** What a code leads to or shows: the file, its page, a picture that links to its page, its deletion. */
export const targets = ['direct', 'page', 'full', 'medium', 'thumb', 'responsive', 'delete'] as const
export type Target = (typeof targets)[number]

/** Kinds of files that links are saved as. */
export const downloads = ['txt', 'csv', 'json'] as const
export type Download = (typeof downloads)[number]

export const formats = ['url', 'html', 'markdown', 'bbcode'] as const
export type Format = (typeof formats)[number]

/** A form of one's own: `{{url}}`, `{{page}}`, `{{short}}`, `{{medium}}`, `{{thumb}}`, `{{title}}`, `{{alt}}`, `{{w}}`, `{{h}}`, `{{id}}`. */
export type Template = { name: string; text: string }

/** What is to be written of each: a target in a format, or a form of one's own. */
export type Choice = { target: Target; format: Format } | { template: Template }

/** The formats in which a target can be written. */
export function formatsOf(target: Target): readonly Format[] {
  if (target === 'delete') return ['url']
  return target === 'responsive' ? ['html'] : formats
}

/** A media of the API as codes need it. `siteUrl` is the site's `url`. */
export function subjectOf(media: Media, siteUrl: string): Subject {
  const { id, type, title, filename, file, medium, thumb, poster, page, shortPage, deletionUrl } = media
  const origin = siteUrl === '' ? '' : new URL(siteUrl).origin
  return {
    ...{ id, type, filename, file, medium, thumb, poster, deletionUrl },
    title: oneLine(title || filename),
    page: origin + page,
    shortPage: origin + shortPage,
  }
}

/** One code. Each is correct in its language whatever the title and addresses hold; empty where there is none. */
export function codeOf(subject: Subject, choice: Choice): string {
  if ('template' in choice) return fill(choice.template.text, subject)
  const { target, format } = choice
  if (target === 'direct') return direct[format](subject)
  if (target === 'page') return pageCode(subject, format)
  if (target === 'responsive') return responsive(subject)
  if (target === 'delete') return subject.deletionUrl ?? ''
  return linked(subject, pictureFor(subject, target), format)
}

/** The codes of many, with a separator between them; without those that have none. */
export function textOf(list: readonly Subject[], choice: Choice, separator = '\n'): string {
  return list
    .map((subject) => codeOf(subject, choice))
    .filter((code) => code !== '')
    .join(separator)
}

/** The picture that stands for a media at a size; of a film a still, undefined where there is none. */
export function pictureFor(subject: Subject, target: 'full' | 'medium' | 'thumb'): Still | undefined {
  const { type, file, medium, thumb, poster } = subject
  const full = type === 'video' ? (poster ?? medium ?? thumb) : file
  if (target === 'full') return full
  return target === 'medium' ? (medium ?? full) : (thumb ?? medium ?? full)
}

const direct: Record<Format, (subject: Subject) => string> = {
  url: ({ file }) => file.url,
  html: (subject) => {
    const { type, file, title } = subject
    if (type === 'image') return img(file, title)
    const poster = pictureFor(subject, 'full')
    const still = poster ? ` poster="${urlForHtml(poster.url)}"` : ''
    return `<video src="${urlForHtml(file.url)}"${still} width="${file.width}" height="${file.height}" controls preload="none"></video>`
  },
  // Markdown has no films: a link, or the picture that stands for it as one.
  markdown: (subject) => {
    const { type, file, title } = subject
    const text = forMarkdown(title)
    if (type === 'image') return `![${text}](${urlForMarkdown(file.url)})`
    const poster = pictureFor(subject, 'full')
    return `[${poster ? `![${text}](${urlForMarkdown(poster.url)})` : text}](${urlForMarkdown(file.url)})`
  },
  bbcode: ({ type, file }) => bbTag(type === 'video' ? 'video' : 'img', file.url),
}

function pageCode({ page, title }: Subject, format: Format): string {
  if (format === 'html') return `<a href="${urlForHtml(page)}">${forHtml(title)}</a>`
  if (format === 'markdown') return `[${forMarkdown(title)}](${urlForMarkdown(page)})`
  return format === 'bbcode' ? `[url=${urlForBbCode(page)}]${forBbCode(title)}[/url]` : page
}

/** A picture that leads to the page; where there is no picture, the title does. */
function linked(subject: Subject, picture: Still | undefined, format: Format): string {
  const { page, title } = subject
  if (!picture) return pageCode(subject, format)
  if (format === 'html') return `<a href="${urlForHtml(page)}">${img(picture, title)}</a>`
  if (format === 'markdown') {
    return `[![${forMarkdown(title)}](${urlForMarkdown(picture.url)})](${urlForMarkdown(page)})`
  }
  return format === 'bbcode' ? `[url=${urlForBbCode(page)}]${bbTag('img', picture.url)}[/url]` : picture.url
}

/** A picture of which browsers take the size that they need; only of pictures that are there in two. */
function responsive(subject: Subject): string {
  const { type, file, medium, title } = subject
  if (type === 'video' || !medium || medium.width >= file.width) return direct.html(subject)
  const entries = [medium, file].map(({ url, width }) => `${urlForSrcset(url)} ${width}w`).join(', ')
  const { width, height } = file
  return `<img src="${urlForHtml(medium.url)}" srcset="${urlForHtml(entries)}" sizes="(max-width: ${width}px) 100vw, ${width}px" width="${width}" height="${height}" alt="${forHtml(title)}" loading="lazy">`
}

function img({ url, width, height }: Still, title: string): string {
  return `<img src="${urlForHtml(url)}" alt="${forHtml(title)}" width="${width}" height="${height}">`
}

function bbTag(tag: 'img' | 'video', url: string): string {
  return `[${tag}]${urlForBbCode(url)}[/${tag}]`
}

/** Names that are unknown stay as they are: their writer sees it. */
function fill(text: string, subject: Subject): string {
  const { id, title, file, page, shortPage } = subject
  const values: Readonly<Record<string, string>> = {
    url: file.url,
    page,
    short: shortPage,
    medium: pictureFor(subject, 'medium')?.url ?? file.url,
    thumb: pictureFor(subject, 'thumb')?.url ?? file.url,
    title,
    alt: title,
    w: String(file.width),
    h: String(file.height),
    id,
  }
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )
}
