import { expect, test } from 'vitest'
import { places, type Who } from './places.ts'
import { sessionOf } from './scene.ts'
import { openWorld } from './world.ts'

/** Where a link may lead to a refusal: whoever follows it is asked something first. */
const asking = /^\/(image|clip|video)\/[^/]+\/delete\/|^\/delete\//

// Hundreds of pages, one after another.
test('no link of any page leads nowhere', { timeout: 600_000 }, async () => {
  await using world = await openWorld()
  const { stage, guestCookies, mara } = world.scene
  const cookies = { guest: guestCookies, mara: await sessionOf(stage, mara) }
  for (const [who, cookie] of Object.entries(cookies) as [Who, string][]) {
    const followed = new Map<string, string>()
    const ask = (path: string) => fetch(stage.url + path, { headers: { cookie, accept: 'text/html' } })
    for (const place of places.filter((each) => each.who === who && !asking.test(each.path(world.scene)))) {
      const path = place.path(world.scene)
      const html = await (await ask(path)).text()
      const others = linksOf(html, stage.url + path).filter((link) => link !== path)
      for (const link of others) followed.set(link, followed.get(link) ?? place.name)
    }
    const dead: string[] = []
    for (const [link, from] of followed) {
      const { status } = await ask(link)
      if (status >= 400) dead.push(`${from} leads ${who} to ${link}: ${status}`)
    }
    expect(dead).toEqual([])
    expect(followed.size).toBeGreaterThan(20)
  }
})

/** Paths of the same site that a page links to. */
function linksOf(html: string, at: string): string[] {
  return [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].flatMap(([, href = '']) => {
    const url = new URL(href.replaceAll('&amp;', '&'), at)
    return url.origin === new URL(at).origin ? [url.pathname + url.search] : []
  })
}
