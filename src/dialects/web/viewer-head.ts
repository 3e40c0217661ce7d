import { fileUrl, siteUrl, viewerPath } from '../../core/links.ts'
import type { Media } from '../../core/words.ts'
import { type Html, html } from './html.ts'
import type { Setting } from './layout.ts'
import { previewOf } from './shown.ts'

/**
 * What machines read of a viewer's page: its one address, whether it may be listed, and the cards of Open Graph
 * (https://ogp.me), of Twitter, and of oEmbed (https://oembed.com, 4).
 */
export function viewerHead(setting: Setting, media: Media, title: string): Html {
  const { app } = setting
  const page = siteUrl(app, viewerPath(media))
  const robots = media.visibility === 'public' ? undefined : html`<meta name="robots" content="noindex">\n`
  if (media.visibility === 'private') return html`<link rel="canonical" href="${page}">\n${robots}`
  const oembed = (format: string) => siteUrl(app, `/oembed/?url=${encodeURIComponent(page)}&format=${format}`)
  return html`<link rel="canonical" href="${page}">
${robots}<link rel="alternate" type="application/json+oembed" href="${oembed('json')}" title="${title}">
<link rel="alternate" type="text/xml+oembed" href="${oembed('xml')}" title="${title}">
${property('og:site_name', setting.settings['site-name'])}${property('og:title', title)}${property('og:url', page)}${property('og:type', media.type === 'video' ? 'video.other' : 'website')}${media.description !== undefined && description(media.description)}${media.nsfw ? name('twitter:card', 'summary') : cards(setting, media, title)}${name('twitter:title', title)}`
}

function description(text: string): Html {
  const short = text.length <= 300 ? text : `${text.slice(0, 299)}…`
  return html`${name('description', short)}${property('og:description', short)}${name('twitter:description', short)}`
}

/** Only what may be seen anywhere is put on cards. */
function cards(setting: Setting, media: Media, title: string): Html {
  const { app } = setting
  const preview = previewOf(app, media)
  const image =
    preview &&
    html`${property('og:image', preview.url)}${property('og:image:type', preview.mime)}${property('og:image:width', preview.width)}${property('og:image:height', preview.height)}${property('og:image:alt', title)}${name('twitter:image', preview.url)}${name('twitter:image:alt', title)}`
  if (media.type === 'image') return html`${image}${name('twitter:card', 'summary_large_image')}`
  const file = fileUrl(app, media)
  const { width, height, mime } = media
  const secure = file.startsWith('https:') && property('og:video:secure_url', file)
  return html`${image}${property('og:video', file)}${secure}${property('og:video:type', mime)}${property('og:video:width', width)}${property('og:video:height', height)}${name('twitter:card', 'player')}${name('twitter:player', file)}${name('twitter:player:width', width)}${name('twitter:player:height', height)}${name('twitter:player:stream', file)}${name('twitter:player:stream:content_type', mime)}`
}

function property(key: string, content: string | number): Html {
  return html`<meta property="${key}" content="${content}">\n`
}

function name(key: string, content: string | number): Html {
  return html`<meta name="${key}" content="${content}">\n`
}
