import { answerWithoutSecrets, readJson, refuseStatus } from './answer.ts'
import { type RemoteDescription, wrong } from './description.ts'
import { exchange, type Means } from './exchange.ts'
import { follow, followToText } from './json-path.ts'
import { hidingSecrets } from './masks.ts'

/** A file that a host has: its address and the name that its sender gave it, where the host tells. */
export type Listed = { url: string; name: string | undefined }

/** A page of what a host has. `pages`: how many there are, where it tells. */
export type ListedPage = { items: Listed[]; pages: number | undefined }

/** Where hosts tell how many pages there are: SM.MS, Laravel's paging, and others that do as they do. */
const pagesPaths = ['TotalPages', 'total_pages', 'data.last_page', 'last_page', 'meta.last_page']

/** Whether a host of this description can be asked what it has. */
export function canList(description: RemoteDescription): boolean {
  return description.list !== undefined
}

/** The address at which a page is asked for, from 1. Throws bad-input for `list` when there is none. */
export function pageAddress(description: RemoteDescription, page: number): string {
  const { list } = description
  if (!list) throw wrong('list', 'is missing: this host is not known to tell what it has')
  const url = new URL(list.url)
  if (list.pageField !== '') url.searchParams.set(list.pageField, String(page))
  return url.href
}

/**
 * Asks for one page, from 1. A page without anything is the end. Throws bad-input with the field to mend (`list` for
 * what its paths lead to), url-unreachable or busy when asking again makes sense.
 */
export async function listPage(
  description: RemoteDescription,
  page: number,
  means: Means = {},
): Promise<ListedPage> {
  return await hidingSecrets(description, () => readPage(description, page, means))
}

async function readPage(description: RemoteDescription, page: number, means: Means): Promise<ListedPage> {
  const url = pageAddress(description, page)
  const { list } = description
  if (!list) return { items: [], pages: 0 }
  const headers = { accept: 'application/json', 'user-agent': 'Tintype', ...description.headers }
  const answer = await exchange({ method: 'GET', url, headers }, means, 'list')
  refuseStatus(description, answerWithoutSecrets(description, answer), 'list')
  const json = readJson(description, answer, 'list')
  const found = follow(json, list.itemsPath)
  if ('fault' in found) throw wrong('list', found.fault)
  if (!Array.isArray(found.value)) throw wrong('list', `"${list.itemsPath}" is not a list`)
  const items = found.value.map((item: unknown) => {
    const address = followToText(item, list.urlPath)
    if ('fault' in address) throw wrong('list', `in an entry, ${address.fault}`)
    const name = list.namePath === undefined ? undefined : followToText(item, list.namePath)
    const whole = (list.prefix ?? '') + address.text
    return {
      // As an upload's answer is kept, so that what came from here is known again.
      url: URL.canParse(whole) ? new URL(whole).href : whole,
      name: name && 'text' in name ? name.text : undefined,
    }
  })
  return { items, pages: pagesIn(json) }
}

function pagesIn(json: unknown): number | undefined {
  for (const path of pagesPaths) {
    const found = follow(json, path)
    if ('value' in found && typeof found.value === 'number' && Number.isInteger(found.value))
      return found.value
  }
  return undefined
}
