import { type Answer, answerWithoutSecrets, type Copy, isHtml, readCopy, refuseStatus } from './answer.ts'
import { type RemoteDescription, wrong } from './description.ts'
import { exchange, type Means } from './exchange.ts'
import { hidingSecrets } from './masks.ts'
import { prepare, type RemoteFile } from './request.ts'

/** A file's own time, unless told: a minute, and as long as it takes at 8 bytes a millisecond. */
const [shortestTime, slowest] = [60_000, 8]

/**
 * Sends a file to the host so described and answers where its copy lies. Throws bad-input, with the field to mend in
 * `details.field`, when trying again would not help; too-large; and, when it would, url-unreachable or busy.
 */
export async function push(
  description: RemoteDescription,
  file: RemoteFile,
  means: Means = {},
): Promise<Copy> {
  const time = means.time ?? shortestTime + file.size / slowest
  return await hidingSecrets(description, async () => {
    const request = await prepare(description, file)
    return readCopy(description, await exchange(request, { ...means, time }))
  })
}

/**
 * Deletes a copy by the address that the host gave for it; one that is gone already is deleted. The description's
 * headers go along only to the host that they are for. Throws as `push`.
 */
export async function remove(
  description: RemoteDescription,
  deleteUrl: string,
  means: Means = {},
): Promise<void> {
  // Whoever knows the address may delete.
  const others = [deleteUrl, new URL(deleteUrl).pathname.split('/').at(-1) ?? '']
  await hidingSecrets(description, () => askToRemove(description, deleteUrl, { means, others }), others)
}

async function askToRemove(
  description: RemoteDescription,
  deleteUrl: string,
  { means, others }: { means: Means; others: readonly string[] },
): Promise<void> {
  const same = new URL(deleteUrl).origin === new URL(description.url).origin
  const headers = { accept: 'application/json', 'user-agent': 'Tintype', ...(same && description.headers) }
  const method = description.deleteMethod ?? 'GET'
  const told = await exchange({ method, url: deleteUrl, headers }, means, 'deletePath')
  const answer = answerWithoutSecrets(description, told, others)
  const { status, text } = answer
  if (status === 404 || status === 410) return
  if (status >= 300 && status < 400 && !leadsToSignIn(answer)) return
  refuseStatus(description, answer, 'deletePath')
  if (isHtml(answer) && !description.deletePage) {
    throw wrong('deletePath', 'a web page answered: whether the copy was deleted is not known')
  }
  if (saysNo(text)) {
    throw wrong('deletePath', `the host did not delete the copy. It said: ${text.slice(0, 200)}`)
  }
}

function leadsToSignIn({ headers }: Answer): boolean {
  return /\b(log|sign)[-_]?in\b|\bauth\b/i.test(headers.location ?? '')
}

/** Hosts that answer 200 to everything say in JSON that they did not; "already deleted" is no failure. */
function saysNo(text: string): boolean {
  try {
    const said = JSON.parse(text) as { success?: unknown; status?: unknown; message?: unknown } | null
    const refused = said?.success === false || said?.status === false
    return refused && !/already|not found|no such|exist/i.test(String(said?.message ?? ''))
  } catch {
    return false
  }
}
