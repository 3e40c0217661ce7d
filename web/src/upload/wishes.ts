import type { Fields, Item, Options } from './state.svelte.ts'

/** The fields of an upload's form: its own where it has them, else the queue's. */
export function wishesOf(
  item: Pick<Item, 'fields' | 'again' | 'width' | 'type' | 'animated'>,
  options: Options,
): Record<string, string> {
  const { maxWidth, ...rest } = options
  const wanted: Fields = { ...rest, ...defined(item.fields) }
  const tags = tagsOf(item.fields, options)
  const narrow = maxWidth !== undefined && item.type === 'image' && !item.animated && item.width > maxWidth
  return {
    ...text('title', wanted.title),
    ...text('description', wanted.description),
    ...(tags.length > 0 && { tags: tags.join(',') }),
    ...text('albumId', wanted.albumId),
    ...text('categoryId', wanted.categoryId),
    ...text('visibility', wanted.visibility),
    ...text('expiresIn', wanted.expiresIn),
    ...(wanted.nsfw && { nsfw: '1' }),
    ...text('metadata', wanted.metadata),
    ...(item.type === 'video' && text('posterAt', wanted.posterAt)),
    ...(narrow && { width: String(maxWidth) }),
    ...(item.again && { again: '1' }),
  }
}

/** A file's tags: the queue's but for those it is without, then its own. */
export function tagsOf({ tags = [], withoutTags = [] }: Fields, options: Options): string[] {
  const shared = (options.tags ?? []).filter((tag) => !withoutTags.includes(tag))
  return [...new Set([...shared, ...tags])]
}

/** The fields with other tags, told by what is different from the queue's. */
export function withTags(fields: Fields, options: Options, tags: readonly string[]): Fields {
  const shared = options.tags ?? []
  const own = tags.filter((tag) => !shared.includes(tag))
  const without = shared.filter((tag) => !tags.includes(tag))
  return {
    ...fields,
    tags: own.length > 0 ? own : undefined,
    withoutTags: without.length > 0 ? without : undefined,
  }
}

function text(name: string, value: string | number | null | undefined): Record<string, string> {
  return value === undefined || value === null || value === '' ? {} : { [name]: String(value) }
}

function defined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}
