import type { Entry } from './entries.ts'

/** What a drop or a paste carries, as it was at its event: browsers forget it afterwards. */
export type Taken = { files: File[]; entries: Entry[]; html: string; list: string; text: string }

/** Whether what is dragged over the page can be uploaded: text cannot. */
export function isTakable(transfer: DataTransfer | null): boolean {
  const types = transfer?.types ?? []
  return types.includes('Files') || types.includes('text/uri-list')
}

/** Reads all of it. */
export function takenFrom(transfer: DataTransfer): Taken {
  return {
    files: [...transfer.files],
    entries: [...transfer.items].flatMap((item) => {
      const entry = item.kind === 'file' ? item.webkitGetAsEntry?.() : null
      return entry ? [entry as unknown as Entry] : []
    }),
    html: transfer.getData('text/html'),
    list: transfer.getData('text/uri-list'),
    text: transfer.getData('text/plain'),
  }
}
