import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { mediaBase, sitePath } from '../../core/links.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import { type Html, html, toText, trusted } from './html.ts'
import { markIcon } from './icons.ts'
import { type Wording, wordingFor } from './language.ts'
import { style, styleHash } from './style.ts'

/** A request, and the reply that it waits for. */
export type Exchange = { request: FastifyRequest; reply: FastifyReply }

/** What a page is made with: the site's settings, and the language of whoever reads it. */
export type Setting = Wording & { app: App; settings: Settings }

export type Page = {
  /** Before the site's name in the title; absent on the home page. */
  title?: string
  head?: Html
  main: Html
  /** One column in the middle. */
  narrow?: boolean
  /** For caches of browsers and proxies. */
  caching: 'no-cache' | 'no-store' | 'private, no-store'
  /** What other sites hear of the page's address. */
  referrer: 'no-referrer' | 'strict-origin-when-cross-origin'
}

/** The setting in which a request's page is made. */
export async function settingFor(app: App, request: FastifyRequest): Promise<Setting> {
  return { app, settings: await readSettings(app), ...wordingFor(request.headers['accept-language']) }
}

/** Sends a page with the headers that every page has. The status is set before. */
export function sendPage(reply: FastifyReply, setting: Setting, page: Page): FastifyReply {
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': setting.tag,
    'content-security-policy': policyOf(setting.app),
    'x-content-type-options': 'nosniff',
    'referrer-policy': page.referrer,
    'cache-control': page.caching,
    vary: 'Accept-Language, Accept, Cookie, Authorization, X-API-Key',
  })
  return reply.send(toText(layOut(setting, page)))
}

function layOut(setting: Setting, page: Page): Html {
  const { app, texts, tag } = setting
  const site = setting.settings['site-name']
  const home = homeOf(app)
  return html`<!DOCTYPE html>
<html lang="${tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title === undefined ? site : `${page.title} · ${site}`}</title>
<link rel="icon" type="image/svg+xml" href="${home}favicon.svg">
${page.head}
<style>${styleSheet}</style>
</head>
<body>
<header class="top"><div><a class="name" href="${home}">${markIcon}${site}</a>${page.title !== undefined && html`<a class="button" href="${home}">${texts.upload}</a>`}</div></header>
<main${page.narrow && trusted(' class="narrow"')}>
${page.main}
</main>
</body>
</html>
`
}

const styleSheet = trusted(style)

const homes = new WeakMap<App['config'], string>()
const policies = new WeakMap<App['config'], string>()

/** The path of the home page as browsers see it; ends with a slash. */
export function homeOf(app: Pick<App, 'config'>): string {
  return keep(homes, app.config, () => sitePath(app, '/'))
}

/** No scripts; pictures and films from where our files are; our own look; forms to ourselves. */
function policyOf(app: App): string {
  return keep(policies, app.config, (config) => {
    const files = new URL(mediaBase(config)).origin
    return [
      "default-src 'none'",
      `img-src 'self' ${files}`,
      `media-src 'self' ${files}`,
      `style-src ${styleHash}`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'self'",
    ].join('; ')
  })
}

function keep<Key extends object>(kept: WeakMap<Key, string>, key: Key, make: (key: Key) => string): string {
  const known = kept.get(key) ?? make(key)
  kept.set(key, known)
  return known
}
