import type { IncomingHttpHeaders } from 'node:http'

/**
 * Words in the user agents of those who follow links on their own: search engines, archives, link previews of
 * messengers, mail scanners, watchers. The first row is what most of them have in common.
 */
const robots: readonly (readonly string[])[] = [
  ['bot', 'crawl', 'spider', 'slurp', 'preview', 'unfurl', 'scanner', 'link-check', 'linkcheck', 'monitor'],
  ['facebookexternalhit', 'facebookcatalog', 'meta-external', 'whatsapp', 'viber', 'line-poker'],
  [
    'embedly',
    'iframely',
    'summaly',
    'cardyb',
    'mastodon',
    'pleroma',
    'akkoma',
    'misskey',
    'lemmy',
    'friendica',
  ],
  ['mattermost', 'rocket.chat', 'zulip', 'nextcloud', 'synapse', 'element-desktop', 'larkurl', 'feishu'],
  [
    'vkshare',
    'pinterest',
    'flipboard',
    'tumblr',
    'quora link',
    'w3c_validator',
    'validator.nu',
    'lighthouse',
  ],
  ['googleother', 'google-inspectiontool', 'google-read-aloud', 'googleimageproxy', 'google favicon'],
  ['yahoo', 'ia_archiver', 'heritrix', 'archive-it', 'duckduckgo-favicons'],
  ['barracuda', 'proofpoint', 'mimecast', 'safelinks', 'virustotal', 'urlscan', 'phishtank'],
  ['headlesschrome', 'phantomjs', 'prerender', 'uptime', 'pingdom', 'statuscake', 'feedfetcher', 'feedly'],
]

const robotPattern = new RegExp(
  robots
    .flat()
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|'),
  'i',
)

/** Whether somebody who follows links on its own asks, by its user agent. */
export function isRobot(headers: IncomingHttpHeaders): boolean {
  return robotPattern.test(headers['user-agent'] ?? '')
}

/** Whether the page is only fetched in case somebody might want it: prefetch and prerender. */
export function isPrefetch(headers: IncomingHttpHeaders): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  )
}

/** Whether a person's browser asks: it says that it wants a page. */
export function isBrowser(headers: IncomingHttpHeaders): boolean {
  return /\b(text\/html|application\/xhtml\+xml)\b/i.test(headers.accept ?? '')
}

/** Whether following a deletion link deletes: a tool's GET does, everybody else is asked first; POST always does. */
export function deletesAtOnce(method: string, headers: IncomingHttpHeaders): boolean {
  if (method === 'POST') return true
  return method === 'GET' && !isBrowser(headers) && !isRobot(headers) && !isPrefetch(headers)
}
