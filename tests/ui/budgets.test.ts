import type { Response } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { places } from './places.ts'
import { openWorld } from './world.ts'

/**
 * Thousands of bytes as they come over the wire, brotli, that a first load may fetch before anything is touched.
 * `wanted` is the goal; where a place is above it, `most` is what it reached, so that it can only come down. A place
 * that has come down to its goal loses its `most`.
 */
type Budget = { wanted: number; most?: number }

const scriptBudgets: Record<string, Budget> = {
  '/': { wanted: 45 },
  '/image/[name]': { wanted: 42 },
  '/clip/[name]': { wanted: 42 },
  '/video/[name]': { wanted: 42 },
}
const otherScripts: Budget = { wanted: 70 }
const styles: Budget = { wanted: 9 }

type Fetched = { path: string; type: string; kilobytes: number; encoding: string | undefined }

describe('what a first load fetches', () => {
  const world = fixture(openWorld)

  test.each(places)('$name', async ({ who, route, path }) => {
    await using visitor = await world.visitorAs(who)
    const answers: Promise<Fetched>[] = []
    visitor.page.on('response', (response) => answers.push(measure(response)))
    await visitor.open(path(world.scene))
    await visitor.page.waitForLoadState('networkidle')
    const fetched = await Promise.all(answers)
    const scripts = fetched.filter(({ type }) => type === 'script')
    const sheets = fetched.filter(({ type }) => type === 'stylesheet')
    expect(scripts.length).toBeGreaterThan(0)
    expect([...scripts, ...sheets].filter(({ encoding }) => encoding !== 'br')).toEqual([])
    expect(over(scripts, scriptBudgets[route] ?? otherScripts)).toEqual([])
    expect(over(sheets, styles)).toEqual([])
  })
})

async function measure(response: Response): Promise<Fetched> {
  const request = response.request()
  const { responseBodySize } = await request.sizes()
  return {
    path: new URL(response.url()).pathname,
    type: request.resourceType(),
    kilobytes: responseBodySize / 1000,
    encoding: response.headers()['content-encoding'],
  }
}

/** Nothing within the budget, else the whole list, the largest first. */
function over(files: Fetched[], { wanted, most = wanted }: Budget): string[] {
  const sum = files.reduce((total, { kilobytes }) => total + kilobytes, 0)
  if (sum <= most) return []
  const listed = files.toSorted((a, b) => b.kilobytes - a.kilobytes)
  return [
    `${sum.toFixed(1)} KB, at most ${most}, wanted ${wanted}`,
    ...listed.map(({ path, kilobytes }) => `${kilobytes.toFixed(1)} ${path}`),
  ]
}
