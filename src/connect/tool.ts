/** The languages in which steps are told. */
export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

/** What is told to people, in each language. */
export type Text = Readonly<Record<Language, string>>

/** A Tintype as its tools reach it, and the key made for one of them. */
export type Site = {
  name: string
  /** Absolute, without a slash at its end. */
  url: string
  key: string
}

/** One thing to copy into the tool's own form; `name` is what the tool calls it. */
export type Field = { name: Text; value: string }

/** A file that the tool takes as it is. */
export type ConfigFile = { name: string; type: string; text: string }

/** One thing to do: read `text`, then copy the fields, copy the code or take the file, where there is one. */
export type Step = {
  text: Text
  fields?: readonly Field[]
  code?: string
  file?: ConfigFile
}

/** One of the ways in which a tool is led here; the first that the site allows is the one to choose. */
export type Way = {
  /** Unique within the tool. */
  id: string
  name: Text
  /** The tool speaks nothing else. */
  needs?: 'https'
  steps(site: Site): readonly Step[]
}

export const toolKinds = ['apps', 'writing', 'sites', 'programs'] as const
export type ToolKind = (typeof toolKinds)[number]

export type Tool = {
  /** As in addresses and commands: `picgo`. */
  id: string
  /** As its makers write it. */
  name: string
  kind: ToolKind
  /** What it is, in a few words. */
  about: Text
  /** People upload as themselves, signed in at the site: no key is made. */
  keyless?: true
  ways: readonly Way[]
}

/** The same in every language: names that tools do not translate. */
export function same(text: string): Text {
  return { en: text, 'zh-CN': text }
}

/** A text in both languages. */
export function say(en: string, chinese: string): Text {
  return { en, 'zh-CN': chinese }
}

/** A field that the tool names alike in all languages. */
export function field(name: string, value: string): Field {
  return { name: same(name), value }
}

/** JSON as a file that people may look into. */
export function jsonFile(name: string, content: unknown): ConfigFile {
  return { name, type: 'application/json', text: `${JSON.stringify(content, null, 2)}\n` }
}

/** The site's host, with its port and path where it has them: what tools want that put `https://` before it. */
export function bareAddress({ url }: Pick<Site, 'url'>): string {
  return url.replace(/^https?:\/\//, '')
}

/** The site's name as part of a file's name. */
export function fileWord({ url }: Pick<Site, 'url'>): string {
  return new URL(url).hostname.replace(/[^a-z0-9.-]/gi, '')
}
