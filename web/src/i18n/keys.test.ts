import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

async function readKeys(): Promise<string[]> {
  const folder = join(import.meta.dirname, 'en')
  const areas = await Promise.all(
    (await readdir(folder)).map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  )
  return areas.flatMap((area: object) => Object.keys(area))
}

async function readSources(): Promise<string[]> {
  const sources: string[] = []
  for await (const path of glob('**/*.{svelte,ts}', { cwd: root })) {
    if (!path.endsWith('.test.ts')) sources.push(await readFile(join(root, path), 'utf8'))
  }
  return sources
}

const keys = await readKeys()
const areas = [...new Set(keys.map((key) => key.slice(0, key.indexOf('.'))))]
const texts = await readSources()

/** Keys as they stand in quotes, and as patterns where a part is put in: `errors.${code}`, `${area}.wrong.${field}`. */
function keysIn(sources: readonly string[]): { whole: Set<string>; patterns: RegExp[] } {
  const whole = new Set<string>()
  const patterns = new Map<string, RegExp>()
  for (const source of sources) {
    for (const [, key = ''] of source.matchAll(/['"`](\w+\.[\w.-]+)['"`]/g)) whole.add(key)
    for (const [, key = ''] of source.matchAll(/`((?:[\w.-]|\$\{[^}`]*\})+)`/g)) {
      const parts = key.split(/\$\{[^}]*\}/)
      if (parts.length === 1 || !parts.some((part) => /\.[a-z]|[a-z]\./i.test(part))) continue
      patterns.set(key, new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[\\w.-]+')}$`))
    }
  }
  return { whole, patterns: [...patterns.values()] }
}

test('every text is said somewhere', () => {
  const { whole, patterns } = keysIn(texts)
  const isSaid = (key: string) => whole.has(key) || patterns.some((pattern) => pattern.test(key))
  expect(patterns.length).toBeGreaterThan(10)
  expect(keys.filter((key) => !isSaid(key))).toEqual([])
})

test('every text that is asked for is there, and each pattern stands for some', () => {
  const known = new Set(keys)
  const asked = texts.flatMap((source) => [...source.matchAll(/(?<![\w.])t(?:Or)?\('(\w[\w.-]*\w)'/g)])
  expect(asked.length).toBeGreaterThan(500)
  expect(asked.flatMap(([, key = '']) => (known.has(key) ? [] : [key]))).toEqual([])
  const { patterns } = keysIn(texts)
  const ours = patterns.filter(({ source }) => areas.some((area) => source.startsWith(`^${area}\\.`)))
  expect(ours.length).toBeGreaterThan(30)
  expect(ours.filter((pattern) => !keys.some((key) => pattern.test(key)))).toEqual([])
})
