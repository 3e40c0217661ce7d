import type { ListFilter, Media } from '../../../src/dialects/native/wire-media.ts'

/** Which media a list holds, as it stands in addresses: names and values of the API's `ListFilter`, as text. */
export type Filter = { readonly [Name in keyof ListFilter]?: string }
export type FilterName = keyof ListFilter

/** In the order in which they stand in addresses, so that one list has one address. */
const names = [
  'scope',
  'trash',
  'user',
  'album',
  'category',
  'tag',
  'q',
  'type',
  'visibility',
  'nsfw',
  'from',
  'until',
  'loose',
  'expiring',
  'sort',
] as const satisfies readonly FilterName[]

const choices: Partial<Record<FilterName, readonly string[]>> = {
  scope: ['mine', 'guest', 'public'],
  type: ['image', 'video', 'animated'],
  visibility: ['public', 'link', 'private'],
  nsfw: ['0', '1'],
  loose: ['1'],
  expiring: ['1'],
  trash: ['1'],
  sort: ['newest', 'oldest', 'largest', 'smallest', 'views', 'title', 'manual'],
}

/** What a person may choose on a page of a library; the rest is the page's own. */
export const chosen = [
  'q',
  'type',
  'album',
  'category',
  'tag',
  'visibility',
  'nsfw',
  'from',
  'until',
  'loose',
  'expiring',
] as const satisfies readonly FilterName[]

/** The filter that a page's address asks for, on top of the page's own. Values that mean nothing are passed over. */
export function filterOf(params: URLSearchParams, own: Filter): Filter {
  const filter: Record<string, string> = {}
  for (const name of [...chosen, 'sort'] as const) {
    const value = params.get(name)?.trim()
    if (value && isValid(name, value)) filter[name] = value
  }
  return { ...filter, ...own }
}

/** A filter as it stands behind `?`; without what is the page's own. One filter has one text. */
export function searchOf(filter: Filter, own: Filter = {}): string {
  const params = new URLSearchParams()
  for (const name of names) {
    const value = filter[name]
    if (value !== undefined && value !== '' && value !== own[name]) params.set(name, value)
  }
  return params.toString()
}

/** The filter with one value set, or taken away when it is undefined. */
export function withValue(filter: Filter, name: FilterName, value: string | undefined): Filter {
  const { [name]: _, ...rest } = filter
  return value === undefined || value === '' ? rest : { ...rest, [name]: value }
}

/** What a person has chosen, in the order of `chosen`. */
export function chosenOf(filter: Filter, own: Filter): [(typeof chosen)[number], string][] {
  return chosen.flatMap((name) => {
    const value = filter[name]
    return value === undefined || own[name] !== undefined
      ? []
      : [[name, value] as const].map(([n, v]) => [n, v])
  }) as [(typeof chosen)[number], string][]
}

/** Whether the list is in the order of time: only then it has days. */
export function isByTime({ sort }: Filter): boolean {
  return sort === undefined || sort === 'newest' || sort === 'oldest'
}

/** Whether a changed media still belongs into a list, as far as the list's filter can be told from it. */
export function staysIn(filter: Filter, media: Media): boolean {
  const { album, category, visibility, nsfw, loose, expiring, tag } = filter
  if (album !== undefined && media.album?.id !== album.slice(album.lastIndexOf('.') + 1)) return false
  if (category !== undefined && media.category?.key !== category) return false
  if (visibility !== undefined && media.visibility !== visibility) return false
  if (nsfw !== undefined && media.nsfw !== (nsfw === '1')) return false
  if (loose !== undefined && media.album !== undefined) return false
  if (expiring !== undefined && media.expiresAt === undefined) return false
  return tag === undefined || media.tags.includes(tag)
}

function isValid(name: FilterName, value: string): boolean {
  const known = choices[name]
  if (known) return known.includes(value)
  if (name === 'from' || name === 'until') {
    return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
  }
  return value.length <= 200
}
