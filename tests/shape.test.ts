import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * What the tree must look like. `judge` is pure, so that each rule is seen to fail on a planted violation below.
 */
const root = resolve(import.meta.dirname, '..')
const maxLines = 300

type File = { path: string; text: string }

/** Imports point down: a folder may import itself, the rows below it and nothing else. */
const rows = [
  ['main'],
  ['app'],
  ['cli', 'dialects'],
  ['server'],
  ['core'],
  ['media', 'storage', 'database', 'kv', 'remotes', 'connect'],
  ['errors', 'config'],
]

/** `core/settings.ts` and its like read the table of formats; `core` knows of HTTP neither the library nor the server. */
const forbiddenPackages: Record<string, readonly string[]> = {
  core: ['fastify', '@fastify/busboy', 'node:http', 'pg', 'better-sqlite3'],
  media: ['fastify', 'kysely', 'node:http'],
  storage: ['fastify', 'kysely', 'node:http'],
  database: ['fastify', 'node:http'],
  kv: ['fastify', 'kysely', 'node:http'],
}

function judge(file: File): string[] {
  return [...importFaults(file), ...textFaults(file)]
}

function importFaults(file: File): string[] {
  const here = placeOf(file.path)
  return importsOf(file.text).flatMap((target) => {
    if (!target.startsWith('.')) {
      const banned = forbiddenPackages[here.folder]?.includes(target) && !isTest(file.path)
      return banned ? [`${file.path} imports ${target}`] : []
    }
    const path = join(dirname(file.path), target)
    if (!path.startsWith('src/'))
      return isTest(file.path) ? [] : [`${file.path} imports ${path}, outside src`]
    const there = placeOf(path)
    if (there.row < here.row) return [`${file.path} imports upwards: ${path}`]
    if (there.row === here.row && there.folder !== here.folder)
      return [`${file.path} imports its neighbour: ${path}`]
    const apart = here.dialect !== undefined && there.dialect !== undefined && here.dialect !== there.dialect
    return apart ? [`${file.path} imports another dialect: ${path}`] : []
  })
}

function textFaults({ path, text }: File): string[] {
  const code = withoutComments(text)
  const faults: string[] = []
  if (/\bprocess\.env\b/.test(code) && path !== 'src/main.ts' && !isTest(path))
    faults.push(`${path} reads process.env`)
  if (/\bsql(<[^>]*>)?`/.test(code) && !path.startsWith('src/database/'))
    faults.push(`${path} has an sql template`)
  if (/^export default\b/m.test(code) || /\bas default\b/.test(code))
    faults.push(`${path} has a default export`)
  if (text.split('\n').length - 1 > maxLines) faults.push(`${path} has more than ${maxLines} lines`)
  if (/\/(utils?|helpers?|common|lib|types|services?|controllers?|index)(\.ts$|\/)/.test(path)) {
    faults.push(`${path} is a drawer, not a noun`)
  }
  if (!/^[a-z0-9-]+(\.(test|suite))?\.ts$/.test(path.slice(path.lastIndexOf('/') + 1))) {
    faults.push(`${path} is not in kebab-case`)
  }
  return faults
}

function placeOf(path: string): { row: number; folder: string; dialect: string | undefined } {
  const parts = path.split('/')
  const folder = (parts[1] ?? '').replace(/(\.test)?\.ts$/, '')
  const row = rows.findIndex((names) => names.includes(folder))
  if (row === -1) throw new Error(`${path} lies in no row of the tree`)
  const dialect = folder === 'dialects' && parts.length > 3 && parts[2] !== 'all.ts' ? parts[2] : undefined
  return { row, folder, dialect }
}

function importsOf(text: string): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? '')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

/** The pages are a client of our API: of the server they know the shapes of its answers, and no code. */
function judgePage({ path, text }: File): string[] {
  const statements = [...text.matchAll(/(?:^|\n)\s*(import|export)\b([^'"`;]*?)from\s*['"](\.[^'"]+)['"]/g)]
  const faults = statements.flatMap(([, , what = '', target = '']) => {
    const imported = join(dirname(path), target)
    if (imported.startsWith('web/')) return []
    const isWire = /^src\/dialects\/native\/wire[a-z-]*\.ts$/.test(imported) && /^\s*type\b/.test(what)
    return isWire ? [] : [`${path} imports ${imported}`]
  })
  if (text.split('\n').length - 1 > maxLines) faults.push(`${path} has more than ${maxLines} lines`)
  if (/#[0-9a-f]{6}\b|\brgba?\(/i.test(text) && path.endsWith('.svelte'))
    faults.push(`${path} names a colour`)
  return faults
}

function isTest(path: string): boolean {
  return /\.(test|suite)\.ts$/.test(path)
}

async function sources(pattern = 'src/**/*.ts'): Promise<File[]> {
  const files: File[] = []
  for await (const path of glob(pattern, { cwd: root })) {
    files.push({ path: relative(root, join(root, path)), text: readFileSync(join(root, path), 'utf8') })
  }
  return files
}

describe('the shape of the tree', () => {
  test('no file of src breaks a rule', async () => {
    const files = await sources()
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap(judge)).toEqual([])
  })

  test('no file of the pages breaks a rule', async () => {
    const files = await sources('web/src/**/*.{ts,svelte}')
    expect(files.length).toBeGreaterThan(30)
    expect(files.filter(({ path }) => !isTest(path)).flatMap(judgePage)).toEqual([])
  })

  test.each([
    ['web/src/a.ts', "import { refusals } from '../../src/dialects/native/wire.ts'"],
    ['web/src/a.ts', "import type { App } from '../../src/core/app.ts'"],
    ['web/src/a.ts', 'x\n'.repeat(maxLines + 1)],
    ['web/src/A.svelte', '<p style="color: #ff0000">'],
  ])('a violation in the pages is seen: %s %s', (path, text) => {
    expect(judgePage({ path, text })).toHaveLength(1)
  })

  const planted: [rule: string, path: string, text: string][] = [
    ['upwards', 'src/core/a.ts', "import { b } from '../server/b.ts'"],
    ['upwards, types too', 'src/media/a.ts', "import type { App } from '../core/app.ts'"],
    ['upwards, lazily', 'src/kv/a.ts', "const b = await import('../core/b.ts')"],
    ['neighbours', 'src/storage/a.ts', "import { b } from '../database/b.ts'"],
    ['dialects apart', 'src/dialects/smms/a.ts', "export { b } from '../chevereto/b.ts'"],
    ['outside src', 'src/core/a.ts', "import { b } from '../../tests/b.ts'"],
    ['core without HTTP', 'src/core/a.ts', "import type { FastifyRequest } from 'fastify'"],
    ['environment', 'src/core/a.ts', 'const home = process.env.HOME'],
    ['sql', 'src/core/a.ts', 'const query = sql<number>`select 1`'],
    ['default export', 'src/core/a.ts', 'export default 1'],
    ['length', 'src/core/a.ts', 'x\n'.repeat(maxLines + 1)],
    ['drawers', 'src/core/utils.ts', ''],
    ['kebab-case', 'src/core/aThing.ts', ''],
  ]
  test.each(planted)('a violation is seen: %s', (_rule, path, text) => {
    expect(judge({ path, text })).toHaveLength(1)
  })

  test('what looks alike is no violation', () => {
    const text =
      "// process.env is read in main.ts\nimport { b } from './b.ts'\nimport { kinds } from '../media/kinds.ts'\n"
    expect(judge({ path: 'src/core/a.ts', text })).toEqual([])
  })
})
