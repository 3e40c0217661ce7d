import type { Request } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { places } from './places.ts'
import { openWorld } from './world.ts'

describe('pages run no scripts but their own', () => {
  const world = fixture(openWorld)

  test.each(places)('$name', async ({ name, who, path, status = 200 }) => {
    const { page, complaints } = await world.sharedVisitor(who)
    const before = complaints.length
    const url = world.urlOf(who)
    const origins = new Set<string>()
    const note = (request: Request) => origins.add(new URL(request.url()).origin)
    page.on('request', note)
    const response = await page.goto(url + path(world.scene))
    await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    expect(response?.status()).toBe(status)

    const headers = response?.headers() ?? {}
    const policy = policyOf(headers['content-security-policy'])
    const nonce = /^'self' 'nonce-([^']+)'$/.exec(policy['script-src'] ?? '')?.[1]
    expect(nonce).toMatch(/^[\w+/=]{16,}$/)
    expect(policy).toMatchObject({ 'default-src': "'self'", 'object-src': "'none'", 'base-uri': "'self'" })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': expect.stringMatching(/^(strict-origin-when-cross-origin|same-origin|no-referrer)$/),
    })

    const html = (await response?.text()) ?? ''
    expect(tagsOf(html).filter((tag) => /\son[a-z]+\s*=/i.test(tag))).toEqual([])
    const scripts = tagsOf(html).filter(
      (tag) => /^<script\b/i.test(tag) && !/type="application\/(ld\+)?json"/.test(tag),
    )
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])

    // Using it: menus, and on to another page without loading it anew.
    await page.getByRole('banner').getByRole('button').first().click()
    await page.keyboard.press('Escape')
    await page.getByRole('banner').getByRole('link').first().click()
    await page.waitForURL(`${url}/`)
    await page.waitForLoadState('networkidle')
    page.off('request', note)
    const expected =
      status === 200 ? [] : [`Failed to load resource: the server responded with a status of ${status}`]
    expect(
      complaints.slice(before).filter((each) => !expected.some((known) => each.startsWith(known))),
      name,
    ).toEqual([])
    expect([...origins].filter((origin) => origin !== url && origin !== 'null')).toEqual([])
  })
})

/** Its directives by name. */
function policyOf(header = ''): Record<string, string> {
  return Object.fromEntries(
    header.split(';').map((part) => {
      const [name = '', ...values] = part.trim().split(' ')
      return [name, values.join(' ')]
    }),
  )
}

/** The opening tags of a page, without what quoted values hold. */
function tagsOf(html: string): string[] {
  return (html.match(/<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/gi) ?? []).map((tag) =>
    /^<script\b/i.test(tag) ? tag : tag.replace(/=\s*("[^"]*"|'[^']*')/g, '=""'),
  )
}
