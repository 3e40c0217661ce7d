import { type View, views } from '../grid/layout.ts'

/** Where in a list a page's address begins or ends. */
export function cursorsOf({ searchParams }: URL): { after: string | undefined; before: string | undefined } {
  const [after, before] = ['after', 'before'].map((name) => searchParams.get(name) ?? undefined)
  return { after, before: after === undefined ? before : undefined }
}

/** How the list is to be shown: `?view=`. */
export function viewOf({ searchParams }: URL): View {
  const asked = searchParams.get('view')
  return views.find((view) => view === asked) ?? 'rows'
}
