import type { Item, Options } from './state.svelte.ts'

/** The fields of an upload's form: its own where it has them, else the queue's. */
export function wishesOf(
  item: Pick<Item, 'fields' | 'again' | 'width' | 'type' | 'animated'>,
  options: Options,
): Record<string, string> {
  const { maxWidth, ...rest } = options
  const wanted = { ...rest, ...defined(item.fields) }
  const tags = [...new Set([...(options.tags ?? []), ...(item.fields.tags ?? [])])]
  const narrow = maxWidth !== undefined && item.type === 'image' && !item.animated && item.width > maxWidth
  return {
    ...text('title', wanted.title),
    ...text('description', wanted.description),
    ...(tags.length > 0 && { tags: tags.join(',') }),
    ...text('albumId', wanted.albumId),
    ...(wanted.categoryId !== undefined && { categoryId: String(wanted.categoryId) }),
    ...text('visibility', wanted.visibility),
    ...(wanted.expiresIn !== undefined && { expiresIn: String(wanted.expiresIn) }),
    ...(wanted.nsfw && { nsfw: '1' }),
    ...(narrow && { width: String(maxWidth) }),
    ...(item.again && { again: '1' }),
  }
}

function text(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value }
}

function defined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}
