import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { commands } from '../src/cli/all.ts'
import { usage } from '../src/cli/help.ts'
import { readConfig, settings } from '../src/config.ts'
import { groupFields } from '../src/core/groups.ts'
import { settingTable } from '../src/core/settings.ts'
import { kindNames } from '../src/media/kinds.ts'
import { openPlace } from './commands/place.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFile(join(root, path), 'utf8')

/** Its default is what this machine has. */
const ownDefault = 'MEDIA_PROCESSES'

/** Rows of the table under a heading, as the text between their bars, without back quotes. */
async function tableUnder(heading: string): Promise<string[][]> {
  const text = await read('docs/guide/settings.md')
  const part = text.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? ''
  const rows = part.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** A default as it would be typed. */
function typed(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(',') : String(value)
}

describe('docs/guide/settings.md', () => {
  test('has every setting of the environment with its default, and no other', async () => {
    const told = (await tableUnder('The environment')).map(([name, value]) => [name, value])
    const real = Object.entries(settings).map(([name, rule]) => [
      name,
      name === ownDefault ? 'number of processors, at most 4' : typed(rule.parse(undefined)),
    ])
    expect(told).toEqual(real)
  })

  test("has every setting of the site's policy with its default, and no other", async () => {
    const told = (await tableUnder("The site's policy")).map(([name, value]) => [name, value])
    expect(told).toEqual(
      Object.entries(settingTable).map(([name, setting]) => [name, typed(setting.default)]),
    )
  })

  test('has every field of a group with what it is at first, and no other', async () => {
    await using place = await openPlace()
    const groups = JSON.parse((await place.type(['group', 'list', '--json'])).stdout)
    const told = (await tableUnder('Groups')).map((row) => row.slice(0, 4))
    const real = Object.keys(groupFields).map((field) => [
      field,
      ...['guests', 'members', 'admins'].map((group) => groups[group][field]),
    ])
    expect(told).toEqual(real)
  })

  test('names every kind of file', async () => {
    const [, , means = ''] =
      (await tableUnder("The site's policy")).find(([name]) => name === 'disabled-kinds') ?? []
    for (const kind of kindNames) expect(means).toMatch(new RegExp(`\\b${kind}\\b`))
  })
})

test('.env.example has every setting, and says what holds without it', async () => {
  const lines = (await read('.env.example')).split('\n')
  const given = parseEnv(lines.map((line) => line.replace(/^#(?=[A-Z_]+=)/, '')).join('\n'))
  expect(Object.keys(given).sort()).toEqual(Object.keys(settings).sort())
  expect(readConfig(given)).toEqual(readConfig({}))
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
})

test('docs/guide/commands.md shows every command as its help does, and no other', async () => {
  const shown = [...(await read('docs/guide/commands.md')).matchAll(/^tintype .*$/gm)].map(String)
  expect(shown).toEqual(commands.map(usage))
})
