import { to } from '../paths.ts'

/** Has the browser download media in one ZIP file: the server writes it as it goes, and nothing waits here. */
export function sendArchive(ids: readonly string[]): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = to('/api/media/archive')
  form.hidden = true
  const field = document.createElement('input')
  field.name = 'ids'
  field.value = ids.join(',')
  form.append(field)
  document.body.append(form)
  form.submit()
  form.remove()
}
