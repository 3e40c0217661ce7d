import { type ActionFailure, fail, isRedirect, redirect } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import { problemOf, type Refused, textOf } from '#app/forms/problem.ts'
import type {
  NewRemote,
  RemoteDescription,
  RemotePreset,
  RemoteTrial,
} from '../../../src/dialects/native/wire-remotes.ts'
import { NoJson, readDescription } from './description.ts'

/** What a form of a host comes back with: what was entered, and why it was not taken or how its trial went. */
export type Told = Omit<Refused, 'problem'> & {
  problem?: Refused['problem'] & { said?: string }
  trial?: RemoteTrial
}

/** What a host's form says of it. */
export function readTold(form: FormData): Pick<NewRemote, 'preset' | 'values' | 'description'> {
  const preset = textOf(form, 'preset')
  if (preset === '') return { description: description(form) }
  const values: Record<string, string> = {}
  for (const [name, value] of form) {
    if (name.startsWith('value.') && typeof value === 'string' && value !== '') values[name.slice(6)] = value
  }
  return { preset: preset as RemotePreset['id'], values }
}

/** What a host is to be used for. */
export function readUse(
  form: FormData,
): Pick<NewRemote, 'mirror' | 'albums' | 'withPrivate' | 'deleteCopies' | 'showCopies'> {
  return {
    mirror: textOf(form, 'mirror') as 'none' | 'all' | 'albums',
    albums: form.getAll('albums').filter((value) => typeof value === 'string'),
    withPrivate: form.has('withPrivate'),
    deleteCopies: form.has('deleteCopies'),
    showCopies: form.has('showCopies'),
  }
}

/** `readDescription`, with what is no JSON as a refusal of its field. */
function description(form: FormData): RemoteDescription {
  try {
    return readDescription(form)
  } catch (thrown) {
    if (!(thrown instanceof NoJson)) throw thrown
    const { field, message } = thrown
    throw new ApiError(400, { error: { code: 'bad-input', message, field } })
  }
}

type Asked = { request: Request; fetch: typeof fetch; locals: App.Locals; url: URL }
type Answer = { path: string } | { trial: RemoteTrial }

/** An action on a host: it leads to a page, or comes back with a trial; what is refused names the field to mend. */
export function remoteAction(
  name: string,
  work: (call: ReturnType<typeof api>, form: FormData) => Promise<Answer>,
): (event: Asked) => Promise<ActionFailure<Told> | Told> {
  return async ({ request, fetch, locals, url }) => {
    const form = await request.formData()
    const { base } = await locals.readSite()
    let answer: Answer
    try {
      answer = await work(api(fetch), form)
    } catch (thrown) {
      if (isRedirect(thrown) || !(thrown instanceof ApiError)) throw thrown
      if (thrown.status === 401) redirect(303, `${base}/login?ended&next=${encodeURIComponent(url.pathname)}`)
      const problem = { ...problemOf(thrown), ...(thrown.field !== undefined && { said: thrown.message }) }
      return fail(thrown.status >= 400 ? thrown.status : 503, { problem, values: entered(form), form: name })
    }
    if ('trial' in answer) return { trial: answer.trial, values: entered(form), form: name }
    redirect(303, base + answer.path)
  }
}

/** What was typed comes back to whoever typed it: a test is followed by saving the same. */
function entered(form: FormData): Record<string, string> {
  const texts = [...form].filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const albums = form.getAll('albums').join(' ')
  return { ...Object.fromEntries(texts), albums }
}
