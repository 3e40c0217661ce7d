import type { Key } from '#i18n/catalog.svelte.ts'

/** Everything that can be done with what was chosen. */
export type ActionName =
  | 'codes'
  | 'copy'
  | 'zip'
  | 'move'
  | 'newAlbum'
  | 'leave'
  | 'cover'
  | 'tags'
  | 'category'
  | 'visibility'
  | 'safe'
  | 'unsafe'
  | 'expiry'
  | 'delete'
  | 'restore'
  | 'destroy'

export type Action = {
  name: ActionName
  label: Key
  /** The key that does it, where people used other hosts before. */
  key?: string
  /** Stands in the bar itself, not behind `More`. */
  near?: boolean
  /** Only for one. */
  single?: boolean
}

const library: readonly Action[] = [
  { name: 'codes', label: 'library.do.codes', key: 'k', near: true },
  { name: 'move', label: 'library.do.move', key: 'm', near: true },
  { name: 'tags', label: 'library.do.tags', key: 't', near: true },
  { name: 'visibility', label: 'library.do.visibility', near: true },
  { name: 'copy', label: 'library.do.copy' },
  { name: 'zip', label: 'library.do.zip' },
  { name: 'newAlbum', label: 'library.do.newAlbum', key: 'a' },
  { name: 'category', label: 'library.do.category', key: 'c' },
  { name: 'unsafe', label: 'library.do.unsafe', key: 'f' },
  { name: 'safe', label: 'library.do.safe', key: 'v' },
  { name: 'expiry', label: 'library.do.expiry' },
  { name: 'delete', label: 'common.delete', key: 'Delete', near: true },
]

const album: readonly Action[] = [
  { name: 'cover', label: 'library.do.cover', key: 'h', single: true },
  { name: 'leave', label: 'library.do.leave' },
]

const trash: readonly Action[] = [
  { name: 'restore', label: 'library.do.restore', near: true },
  { name: 'destroy', label: 'library.do.destroy', key: 'Delete', near: true },
]

/** What can be done in a list, in the order in which it is shown. */
export function actionsFor(list: { trash: boolean; album: boolean; categories: boolean }): readonly Action[] {
  if (list.trash) return trash
  const own = list.categories ? library : library.filter(({ name }) => name !== 'category')
  return list.album ? [...own.slice(0, -1), ...album, ...own.slice(-1)] : own
}

/** The action that a key stands for. */
export function actionFor(actions: readonly Action[], key: string): Action | undefined {
  const pressed = key.length === 1 ? key.toLowerCase() : key
  return actions.find((action) => action.key === pressed)
}
