import { t } from '#i18n/t.ts'
import { toast } from '#shell/toasts.svelte.ts'
import { mostAddresses, nameOfAddress } from './addresses.ts'
import { mostFiles } from './entries.ts'
import { keep, keepQueue } from './kept.ts'
import { openLane } from './lane.ts'
import type { LeftQueue } from './left.ts'
import { type Failure, fresh } from './machine.ts'
import { restoreOptions } from './options.ts'
import { apply } from './runner.ts'
import { headLength, isDamaged, kindFor, sniff } from './sniff.ts'
import type { Brought } from './sources.ts'
import { type Item, itemOf, shared } from './state.svelte.ts'
import { digestOf, previewOf } from './work.ts'

const looking = openLane(2)
const digesting = openLane(1)
let last = 0

/**
 * Puts files and addresses into the queue, in their order. What cannot be uploaded says at once why, and how many were
 * left out because they are too many is said too.
 */
export function add({ files, urls, unread = 0 }: Brought, fields: Item['fields'] = {}): void {
  const room = Math.max(0, mostFiles - shared.items.length)
  const takenFiles = files.slice(0, room)
  const takenUrls = urls.slice(0, Math.min(mostAddresses, room - takenFiles.length))
  const items = [...takenFiles.map((file) => newItem({ file })), ...takenUrls.map((url) => newItem({ url }))]
  for (const item of items) Object.assign(item.fields, fields)
  enqueue(items)
  for (const { id } of items) {
    const item = itemOf(id)
    if (item) keep(item)
  }
  sayLeftOut(files.length + unread - takenFiles.length, mostFiles)
  sayLeftOut(urls.length - takenUrls.length, mostAddresses)
}

function sayLeftOut(count: number, most: number): void {
  if (count > 0) toast(t('upload.tooMany', { count, most }), { tone: 'bad', seconds: 15 })
}

/** Takes up again what another page left behind; where something is in the queue, what held for all is each one's. */
export function addKept({ items, options }: LeftQueue): void {
  const isFirst = shared.items.length === 0
  if (isFirst && Object.keys(options).length > 0) restoreOptions(options)
  const { maxWidth: _, tags = [], ...rest } = isFirst ? {} : options
  enqueue(
    items.map((each) => {
      const item = newItem(each.file ? { file: each.file } : { url: each.url ?? '' })
      const { id, name, original, edit, again, before, resumeUrl, told } = each
      const own = [...tags, ...(each.fields.tags ?? [])]
      const fields = { ...rest, ...each.fields, ...(own.length > 0 && { tags: own }) }
      return Object.assign(item, { id, name, original, edit, fields, again, before, resumeUrl, told })
    }),
  )
}

function enqueue(items: Item[]): void {
  shared.items.push(...items)
  keepQueue()
  // From here on the queue's own, which the page watches.
  for (const { id } of items) {
    const item = itemOf(id)
    if (!item) continue
    if (item.file) void looking(() => look(item))
  }
}

function newItem({ file, url }: { file?: File; url?: string }): Item {
  return {
    ...fresh(file?.size),
    id: `${Date.now().toString(36)}-${++last}`,
    name: file?.name ?? nameOfAddress(url ?? ''),
    file,
    original: undefined,
    edit: undefined,
    url,
    type: file?.type.startsWith('video/') ? 'video' : 'image',
    label: '',
    animated: false,
    width: 0,
    height: 0,
    preview: undefined,
    blind: url !== undefined,
    digest: undefined,
    again: false,
    before: undefined,
    fields: {},
    media: undefined,
    known: false,
    resumeUrl: undefined,
    told: undefined,
    held: false,
  }
}

/** Checks an item as the server will, shows it, and finds out whether the queue has it already. */
async function look(item: Item): Promise<void> {
  const { file } = item
  if (!file || !itemOf(item.id)) return
  const failure = await check(item, file)
  if (failure) return refuse(item, failure)
  void digesting(() => compare(item, file))
  await show(item)
}

async function check(item: Item, file: File): Promise<Failure | undefined> {
  const { limits } = shared
  if (file.size === 0) return { code: 'empty-source' }
  const head = await file
    .slice(0, headLength)
    .arrayBuffer()
    .catch(() => undefined)
  if (!head) return { code: 'unreadable' }
  const sniffed = sniff(new Uint8Array(head))
  const kind = kindFor(sniffed, file.name, limits.kinds)
  if (!kind && isDamaged(sniffed, file.name, limits.kinds)) return { code: 'broken-file' }
  if (!kind) return { code: 'unsupported', ...(sniffed.label !== undefined && { what: sniffed.label }) }
  Object.assign(item, { type: kind.type, label: kind.label, animated: sniffed.animated })
  return file.size > limits.maxFileBytes ? { code: 'too-large', limit: limits.maxFileBytes } : undefined
}

function refuse(item: Item, failure: Failure): void {
  item.blind = true
  if (item.state === 'cancelled' || item.state === 'done') return
  Object.assign(item, { state: 'failed', failure })
}

/** Makes the small picture of an item anew. */
export async function show(item: Item): Promise<void> {
  const { file } = item
  if (!file) return
  const preview = await previewOf(file, item.type).catch(() => undefined)
  if (!itemOf(item.id) || item.file !== file) {
    if (preview?.picture) URL.revokeObjectURL(preview.picture)
    return
  }
  if (item.preview) URL.revokeObjectURL(item.preview)
  item.preview = preview?.picture
  item.blind = preview?.picture === undefined
  if (preview) Object.assign(item, { width: preview.width, height: preview.height })
}

/** An item with other bytes than before: shown, compared and kept again. */
export function renew(item: Item): void {
  item.digest = undefined
  item.size = item.file?.size
  item.resumeUrl = undefined
  item.told = undefined
  const { file } = item
  if (!file) return
  void looking(() => show(item))
  void digesting(() => compare(item, file))
  keep(item)
}

async function compare(item: Item, file: File): Promise<void> {
  const digest = await digestOf(file)
  if (digest === undefined || item.file !== file) return
  item.digest = digest
  const twin = shared.items.find((other) => other.digest === digest && other.id !== item.id)
  if (twin && twin.state !== 'failed' && twin.state !== 'cancelled') apply(item, { type: 'twin' })
}
