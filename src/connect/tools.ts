import { AppError } from '../errors.ts'
import { halo, qexo, typecho, wordpress } from './blogs.ts'
import { discourse, nodebb, otherForum, phpbb } from './forums.ts'
import { shortcuts } from './phones.ts'
import { picgo, piclist } from './picgo.ts'
import { client, curl, mcp, tintype } from './programs.ts'
import { flameshot, ksnip } from './screenshots.ts'
import { sharex } from './sharex.ts'
import type { ConfigFile, Language, Site, Text, Tool, ToolKind } from './tool.ts'
import { upic } from './upic.ts'
import { obsidian, typora } from './writing.ts'

/** Every tool that can be connected, in the order in which people see them. */
export const tools: readonly Tool[] = [
  picgo,
  piclist,
  sharex,
  upic,
  flameshot,
  ksnip,
  shortcuts,
  typora,
  obsidian,
  qexo,
  halo,
  typecho,
  wordpress,
  nodebb,
  discourse,
  phpbb,
  otherForum,
  tintype,
  curl,
  client,
  mcp,
]

/** A tool as people choose it. */
export type Listed = { id: string; name: string; kind: ToolKind; about: string; keyless: boolean }

/** A ready configuration: each way is whole, and nothing in it has to be filled in. */
export type Configuration = {
  tool: string
  name: string
  ways: { id: string; name: string; steps: ReadyStep[] }[]
}

export type ReadyStep = {
  text: string
  fields?: { name: string; value: string }[]
  code?: string
  file?: ConfigFile
}

export function listTools(language: Language): Listed[] {
  return tools.map(({ id, name, kind, about, keyless }) => ({
    id,
    name,
    kind,
    about: about[language],
    keyless: keyless ?? false,
  }))
}

/** A tool by its id. Throws not-found. */
export function findTool(id: string): Tool {
  const found = tools.find((tool) => tool.id === id)
  if (!found) throw new AppError('not-found', `There is no tool ${id}`)
  return found
}

/** What a tool needs to upload to a site. Ways that the site does not allow are left out. */
export function configure({ id, name, ways }: Tool, site: Site, language: Language): Configuration {
  const says = (text: Text) => text[language]
  const usable = ways.filter(({ needs }) => needs !== 'https' || site.url.startsWith('https://'))
  return {
    tool: id,
    name,
    ways: usable.map((way) => ({
      id: way.id,
      name: says(way.name),
      steps: way.steps(site).map(({ text, fields, code, file }) => ({
        text: says(text),
        ...(fields && { fields: fields.map((field) => ({ name: says(field.name), value: field.value })) }),
        ...(code !== undefined && { code }),
        ...(file && { file }),
      })),
    })),
  }
}
