import type { Stage } from '../stage.ts'

export type Visit = { status: number; headers: Headers; text: string }

/** What a person's browser says when an address is opened. */
export const browser = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
  'accept-language': 'en-GB,en;q=0.9',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
}

/** What a tool says: nothing about pages. */
export const tool = { accept: '*/*', 'user-agent': 'curl/8.5.0' }

/** Something that becomes a picture with a handler wherever it is not escaped. */
export const hostile = `"'><img src=x onerror=alert(1)>&`

/** Opens an address of the stage's site without following redirects; as a browser unless told otherwise. */
export async function visit(
  stage: Pick<Stage, 'url'>,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: FormData | string } = {},
): Promise<Visit> {
  const response = await fetch(stage.url + path, { headers: browser, redirect: 'manual', ...options })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Sends the home page's form as a browser does. */
export function sendForm(
  stage: Pick<Stage, 'url'>,
  file: { bytes: Buffer; filename?: string; headers?: Record<string, string> },
): Promise<Visit> {
  const body = new FormData()
  body.append('file', new Blob([new Uint8Array(file.bytes)]), file.filename ?? 'a gate.png')
  return visit(stage, '/upload', { method: 'POST', headers: { ...browser, ...file.headers }, body })
}

/** The values of all `<meta>` elements that are a page's own, by property or name, entities as they are. */
export function metaOf(text: string): Record<string, string> {
  const found = text.matchAll(/<meta (?:property|name)="([^"]*)" content="([^"]*)"\s*\/?>/g)
  const all = [...found].map(([, key, content]) => [key ?? '', content ?? ''] as const)
  return Object.fromEntries(
    all.filter(
      ([key]) => !/^(viewport|color-scheme|theme-color|application-name)$|^(apple|mobile)-/.test(key),
    ),
  )
}

/** What is seen of a page, without marks for scripts: texts in their data are written in another way. */
export function withoutScripts(text: string): string {
  return text.replace(/<script[\s\S]*?<\/script>|<!--.*?-->/g, '')
}
