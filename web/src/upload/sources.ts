import { addressesIn, addressesOnly } from './addresses.ts'
import { filesIn } from './entries.ts'
import type { Taken } from './taken.ts'

/** What somebody brought: files, and addresses that the server is to fetch. `unread`: more files than are taken. */
export type Brought = { files: File[]; urls: string[]; unread?: number }

/** What was dropped. */
export async function fromDrop({ files, entries, html, list }: Taken): Promise<Brought> {
  if (entries.some(({ isDirectory }) => isDirectory)) return { ...(await filesIn(entries)), urls: [] }
  if (files.length > 0) return { files, urls: [] }
  return { files: [], urls: addressesIn(html, list.replace(/^#.*$/gm, '')) }
}

/** What was pasted; nothing when it is mere text. */
export function fromPaste({ files, html, text }: Taken, now: Date): Brought {
  if (files.length > 0) return { files: files.map((file) => named(file, now)), urls: [] }
  if (text === '' && html === '') return { files: [], urls: [] }
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
