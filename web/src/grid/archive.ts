import { to } from '../paths.ts'
import { chunk } from './portions.ts'

/**
 * Has the browser download media in a ZIP file, or in several where they are many: the server writes as it goes, and
 * nothing is kept here. `failed` is called when an answer is no download.
 */
export function sendArchive(ids: readonly string[], failed: () => void): void {
  for (let from = 0; from < ids.length; from += chunk) {
    const frame = document.createElement('iframe')
    frame.name = `archive-${from}-${Date.now()}`
    frame.hidden = true
    const form = document.createElement('form')
    Object.assign(form, {
      method: 'post',
      action: to('/api/media/archive'),
      target: frame.name,
      hidden: true,
    })
    const field = document.createElement('input')
    field.name = 'ids'
    field.value = ids.slice(from, from + chunk).join(',')
    form.append(field)
    document.body.append(frame, form)
    frame.addEventListener('load', () => frame.contentWindow?.location.href !== 'about:blank' && failed())
    form.submit()
    form.remove()
  }
}
