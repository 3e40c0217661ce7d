import { readFile } from 'node:fs/promises'

/** The version of this program. */
export async function readVersion(): Promise<string> {
  const about: { version: string } = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return about.version
}
