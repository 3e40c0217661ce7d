import { later } from '#app/later.svelte.ts'
import type { Entry } from './entries.ts'

/** What somebody brought: files, and addresses that the server is to fetch. `unread`: more files than are taken. */
export type Brought = { files: File[]; urls: string[]; unread?: number }

/** Whether what is dragged over the page can be uploaded: text cannot. */
export function isTakable(transfer: DataTransfer | null): boolean {
  const types = transfer?.types ?? []
  return types.includes('Files') || types.includes('text/uri-list')
}

/** What was dropped. Must be called within the event: the browser forgets the data behind it. */
export async function fromDrop(transfer: DataTransfer): Promise<Brought> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry?.() : null
    return entry ? [entry as unknown as Entry] : []
  })
  const plain = [...transfer.files]
  const html = transfer.getData('text/html')
  const list = transfer.getData('text/uri-list')
  if (entries.some(({ isDirectory }) => isDirectory)) {
    const { filesIn } = await later(() => import('./entries.ts'))
    return { ...(await filesIn(entries)), urls: [] }
  }
  if (plain.length > 0) return { files: plain, urls: [] }
  const { addressesIn } = await later(() => import('./addresses.ts'))
  return { files: [], urls: addressesIn(html, list.replace(/^#.*$/gm, '')) }
}

/** What was pasted; nothing when it is mere text. Must be called within the event. */
export async function fromPaste(data: DataTransfer, now: Date): Promise<Brought> {
  const files = [...data.files].map((file) => named(file, now))
  if (files.length > 0) return { files, urls: [] }
  const text = data.getData('text/plain')
  const html = data.getData('text/html')
  if (text === '' && html === '') return { files: [], urls: [] }
  const { addressesIn, addressesOnly } = await later(() => import('./addresses.ts'))
  const plain = addressesOnly(text)
  return { files: [], urls: plain.length > 0 ? plain : addressesIn(html, '') }
}

/** Clipboards call every picture `image.png`. */
function named(file: File, now: Date): File {
  if (!/^image\.\w+$/i.test(file.name)) return file
  const pad = (value: number) => String(value).padStart(2, '0')
  const day = [now.getFullYear(), pad(now.getMonth() + 1), pad(now.getDate())].join('-')
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(pad).join('')
  const extension = file.name.slice(file.name.lastIndexOf('.'))
  return new File([file], `pasted-${day}-${time}${extension}`, {
    type: file.type,
    lastModified: file.lastModified,
  })
}
