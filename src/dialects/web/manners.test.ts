import { describe, expect, test } from 'vitest'
import { deletesAtOnce } from './manners.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

describe('what follows a deletion link and deletes', () => {
  test.each([
    ['curl', { 'user-agent': 'curl/8.5.0', accept: '*/*' }],
    ['a tool without a name', { accept: '*/*' }],
    ['a tool that says nothing', {}],
    ['PicGo', { 'user-agent': 'PicGo', accept: 'application/json' }],
    ['Python', { 'user-agent': 'python-requests/2.32.3', accept: '*/*' }],
    ['axios', { 'user-agent': 'axios/1.7.2', accept: 'application/json, text/plain, */*' }],
    ['Go', { 'user-agent': 'Go-http-client/1.1' }],
    ['ShareX', { 'user-agent': 'ShareX/16.1.0' }],
    ['uPic', { 'user-agent': 'uPic/0.21 CFNetwork/1494 Darwin/23.4.0', accept: '*/*' }],
  ])('%s', (_name, headers) => {
    expect(deletesAtOnce('GET', headers)).toBe(true)
    expect(deletesAtOnce('HEAD', headers)).toBe(false)
  })

  test.each([
    ['a browser', { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', accept: browser }],
    ['a browser that prefetches', { accept: '*/*', 'sec-purpose': 'prefetch;prerender' }],
    ['an old prefetch', { accept: '*/*', purpose: 'prefetch' }],
    ['Safari’s top sites', { accept: '*/*', 'x-purpose': 'preview' }],
    ['Firefox’s prefetch', { accept: '*/*', 'x-moz': 'prefetch' }],
    ['Telegram', { 'user-agent': 'TelegramBot (like TwitterBot)', accept: '*/*' }],
    ['Slack', { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', accept: '*/*' }],
    ['Discord', { 'user-agent': 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)' }],
    ['WhatsApp', { 'user-agent': 'WhatsApp/2.23.20.0 A', accept: '*/*' }],
    ['Facebook', { 'user-agent': 'facebookexternalhit/1.1', accept: '*/*' }],
    ['Google', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)', accept: '*/*' }],
    ['Baidu', { 'user-agent': 'Mozilla/5.0 (compatible; Baiduspider/2.0)', accept: '*/*' }],
    ['Mastodon', { 'user-agent': 'Mastodon/4.3.1 (http.rb/5.2.0; +https://a.example/)', accept: '*/*' }],
    ['Skype', { 'user-agent': 'SkypeUriPreview Preview/0.5', accept: '*/*' }],
    ['Bluesky', { 'user-agent': 'Bluesky Cardyb/1.1; +mailto:support@bsky.app', accept: '*/*' }],
    ['Matrix', { 'user-agent': 'Synapse (bot; +https://github.com/matrix-org/synapse)' }],
  ])('not %s', (_name, headers) => {
    expect(deletesAtOnce('GET', headers)).toBe(false)
    expect(deletesAtOnce('POST', headers)).toBe(true)
  })
})
