import { dateTime } from '../../core/dates.ts'
import { fileUrl, siteUrl, viewerPath } from '../../core/links.ts'
import type { Media } from '../../core/words.ts'
import { kinds } from '../../media/kinds.ts'
import { formatSize, playingTime } from '../../server/figures.ts'
import { type Code, codesOf } from './embed.ts'
import { type Html, html } from './html.ts'
import type { Setting } from './layout.ts'
import { picturesOf, previewOf, stageSize, stillOf } from './shown.ts'

/** What people read of a media: the thing itself, what it is, and codes to put it elsewhere. */
export function viewerMain(
  setting: Setting,
  media: Media,
  { title, deletionUrl }: { title: string; deletionUrl: string | undefined },
): Html {
  return html`${deletionUrl !== undefined && yours(setting, deletionUrl)}
<div class="view">
${media.nsfw ? veiled(setting, stage(setting, media, title)) : stage(setting, media, title)}
<div class="side">
${about(setting, media, title)}
${details(setting, media)}
</div>
</div>
${codes(setting, media, title)}`
}

function yours({ texts }: Setting, deletionUrl: string): Html {
  return html`<section class="card good">
<h2>${texts.yours}</h2>
<p>${texts.yoursAdvice}</p>
<code class="code" tabindex="0">${deletionUrl}</code>
<p><a href="${deletionUrl}">${texts.remove}</a></p>
</section>`
}

function veiled({ texts }: Setting, shown: Html): Html {
  return html`<details class="veil card"><summary>${texts.nsfw}. ${texts.show}</summary>${shown}</details>`
}

function stage(setting: Setting, media: Media, title: string): Html {
  const { app, texts } = setting
  const { width, height } = stageSize(media)
  const file = fileUrl(app, media)
  if (media.type === 'video') {
    const poster = stillOf(app, media, 'frame')?.url
    return html`<div class="stage"><video src="${file}"${poster !== undefined && html` poster="${poster}"`} width="${width}" height="${height}" controls playsinline preload="metadata" aria-label="${title}"></video></div>`
  }
  const { first, original } = picturesOf(app, media)
  const larger =
    original &&
    html` srcset="${srcsetUrl(first.url)} ${first.width}w, ${srcsetUrl(original.url)} ${original.width}w" sizes="(min-width: 60rem) min(46rem, ${width}px), min(100vw, ${width}px)"`
  return html`<a class="stage" href="${file}" title="${texts.openOriginal}"><img src="${first.url}"${larger} width="${width}" height="${height}" alt="${title}" fetchpriority="high"></a>`
}

/** A comma or a blank would end an entry of `srcset`. */
function srcsetUrl(url: string): string {
  return url.replace(/[\s,]/g, encodeURIComponent)
}

function about({ app, texts }: Setting, media: Media, title: string): Html {
  const { description, tags, expiresAt } = media
  const [before, after] = texts.expiresOn
  return html`<div>
<h1 dir="auto">${title}</h1>
${description !== undefined && html`<p class="said" dir="auto">${description}</p>`}
</div>
${tags.length > 0 && html`<ul class="tags" aria-label="${texts.tags}">${tags.map((tag) => html`<li dir="auto">${tag}</li>`)}</ul>`}
<a class="button" href="${fileUrl(app, media)}" download>${texts.download(formatSize(media.size))}</a>
${expiresAt !== undefined && html`<p class="quiet">${before}${moment(app.config.timeZone, expiresAt)}${after}</p>`}`
}

function details({ app, texts }: Setting, media: Media): Html {
  const { duration, width, height } = media
  return html`<section class="card">
<h2>${texts.details}</h2>
<dl class="facts">
<dt>${texts.dimensions}</dt><dd>${width} × ${height}</dd>
${duration !== undefined && html`<dt>${texts.duration}</dt><dd>${playingTime(duration)}</dd>`}
<dt>${texts.size}</dt><dd>${formatSize(media.size)}</dd>
<dt>${texts.kind}</dt><dd>${kinds[media.kind].label}</dd>
<dt>${texts.uploaded}</dt><dd>${moment(app.config.timeZone, media.createdAt)}</dd>
</dl>
</section>`
}

function moment(timeZone: string, time: number): Html {
  const local = dateTime(time, timeZone).slice(0, 16)
  return html`<time datetime="${new Date(time).toISOString()}">${local} ${timeZone}</time>`
}

function codes(setting: Setting, media: Media, title: string): Html {
  const { app, texts } = setting
  const preview = previewOf(app, media)?.url
  const made = codesOf({
    type: media.type,
    file: fileUrl(app, media),
    page: siteUrl(app, viewerPath(media)),
    ...(preview !== undefined && { preview }),
    title,
    width: media.width,
    height: media.height,
  })
  return html`<section class="card">
<h2>${texts.codes}</h2>
<p class="quiet">${texts.codesAdvice}</p>
<div class="codes ${made.preview.length > 0 ? 'three' : 'two'}">
${codeList(texts.directCodes, made.direct)}
${codeList(texts.pageCodes, made.page)}
${made.preview.length > 0 && codeList(texts.previewCodes, made.preview)}
</div>
</section>`
}

function codeList(heading: string, list: readonly Code[]): Html {
  const rows = list.map(
    ({ language, text }) =>
      html`<dt class="quiet">${language}</dt><dd><code class="code" tabindex="0">${text}</code></dd>\n`,
  )
  return html`<div><h3>${heading}</h3><dl>${rows}</dl></div>`
}
