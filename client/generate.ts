import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { openApi } from '../src/dialects/native/openapi.ts'
import { routes } from '../src/dialects/native/routes.ts'

/** Where the types of the API are written. */
export const target = join(import.meta.dirname, 'src', 'api.ts')

/** The types of the API as its routes describe them now. */
export async function generate(): Promise<string> {
  const document = openApi(routes, { title: 'Tintype', version: '0', url: '' })
  const nodes = await openapiTS(JSON.stringify(document), { alphabetize: true, rootTypes: true })
  return COMMENT_HEADER + astToString(nodes)
}

if (import.meta.main) await writeFile(target, await generate())
