import { redirect } from '@sveltejs/kit'
import { ApiError, type api } from '#api'
import { action } from '#app/forms/action.ts'
import { textOf } from '#app/forms/problem.ts'
import type { Changed, MediaDetails } from '../../../src/dialects/native/wire-media.ts'
import { changeOf, tagsOf } from './change.ts'

type Call = ReturnType<typeof api>

/** What can be done on a viewer without scripts. */
export const actions = {
  report: action('report', async (call, form, { url }) => {
    const text = textOf(form, 'text').trim()
    await call.post(`${pathOf(url)}/report`, { reason: textOf(form, 'reason'), ...(text && { text }) })
    return undefined
  }),
  edit: action('edit', async (call, form, { url }) => {
    const page = await edit(call, form, pathOf(url))
    redirect(303, `${page}?saved=edit`)
  }),
  delete: action('delete', async (call, _form, { url, locals }) => {
    const { id } = await call.get<MediaDetails>(pathOf(url))
    await call.delete(`/api/media/${id}`)
    const { me } = await locals.readSite()
    return me ? '/my/trash' : '/history'
  }),
}

/** Answers the path of the page, which has another title now. */
async function edit(call: Call, form: FormData, path: string): Promise<string> {
  const media = await call.get<MediaDetails>(path)
  const draft = {
    title: textOf(form, 'title'),
    description: textOf(form, 'description').replaceAll('\r\n', '\n'),
    tags: tagsOf(textOf(form, 'tags')),
    albumId: media.album?.id ?? '',
    categoryId: form.has('categoryId') ? textOf(form, 'categoryId') : String(media.category?.id ?? ''),
    visibility: textOf(form, 'visibility') as MediaDetails['visibility'],
    expiry: textOf(form, 'expiry'),
    nsfw: form.has('nsfw'),
  }
  const change = changeOf(draft, media, Date.now())
  const { items, failed } = await call.patch<Changed>(`/api/media/${media.id}`, change)
  const [failure] = failed
  if (failure) throw new ApiError(400, { error: { code: failure.code, message: failure.message } })
  return items[0]?.page ?? media.page
}

function pathOf({ pathname }: Pick<URL, 'pathname'>): string {
  return `/api/media/${pathname.replace(/\/$/, '').split('/').at(-1)}`
}
