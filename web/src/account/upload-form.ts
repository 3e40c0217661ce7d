import type { Preferences } from '../../../src/dialects/native/wire-people.ts'
import { textOf } from '../forms/problem.ts'

/**
 * What an upload's form says, as preferences: what it does not ask stays as it is in `former`. Rows of templates that
 * are empty are none.
 */
export function readUploadForm(form: FormData, former: Preferences): Preferences {
  const {
    visibility: _v,
    albumId: _a,
    categoryId: _c,
    expiresIn: _e,
    maxWidth: _m,
    ...kept
  } = former.upload ?? {}
  const [visibility, albumId] = [textOf(form, 'visibility'), textOf(form, 'albumId')]
  const numbers = (name: string) => (textOf(form, name) === '' ? undefined : Number(textOf(form, name)))
  const [categoryId, expiresIn, maxWidth] = ['categoryId', 'expiresIn', 'maxWidth'].map(numbers)
  const texts = form.getAll('templateText')
  const templates = form.getAll('templateName').flatMap((name, at) => {
    const row = { name: String(name).trim(), text: String(texts[at] ?? '') }
    return row.name === '' && row.text.trim() === '' ? [] : [row]
  })
  return {
    paste: textOf(form, 'paste') === 'upload' ? 'upload' : 'queue',
    autoCopy: form.get('autoCopy') !== null,
    copyAs: textOf(form, 'copyAs'),
    templates,
    upload: {
      ...kept,
      ...(isVisibility(visibility) && { visibility }),
      ...(albumId !== '' && { albumId }),
      ...(categoryId !== undefined && { categoryId }),
      ...(expiresIn !== undefined && { expiresIn }),
      ...(maxWidth !== undefined && { maxWidth }),
      nsfw: form.get('nsfw') !== null,
    },
  }
}

function isVisibility(text: string): text is 'public' | 'link' | 'private' {
  return text === 'public' || text === 'link' || text === 'private'
}
