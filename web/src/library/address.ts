import { type View, views } from '../grid/layout.ts'

/** How the list is to be shown: `?view=`. */
export function viewOf({ searchParams }: URL): View {
  const asked = searchParams.get('view')
  return views.find((view) => view === asked) ?? 'rows'
}

/** For forms that become addresses: what was left empty does not stand there, nor an order that is the usual one. */
export function withoutEmpty({ formData }: FormDataEvent): void {
  for (const [name, value] of [...formData]) {
    if (value === '' || (name === 'sort' && value === 'newest')) formData.delete(name)
  }
}
