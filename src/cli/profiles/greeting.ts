import { createClient, TintypeError } from '@tintype/client'
import type { TintypeProfile } from './profile-file.ts'

/**
 * Asks a Tintype who this key is, and answers a line about it. A host that cannot be reached now may be later; throws
 * an Error when it is no Tintype or does not know the key.
 */
export async function greet({ url, key }: TintypeProfile): Promise<string> {
  const client = createClient({ url, ...(key !== undefined && { key }) })
  try {
    const { name, me, limits } = await client.get('/api/site', { signal: AbortSignal.timeout(15_000) })
    if (me) return `${name} knows you as ${me.name}.`
    if (key !== undefined) throw new Error(`${url} does not know this key`)
    return limits.mayUpload
      ? `${name} takes uploads from guests.`
      : `Note: ${name} takes no uploads from guests; a key is needed.`
  } catch (thrown) {
    const isAway =
      (thrown instanceof TintypeError && thrown.code === 'network') ||
      (thrown instanceof DOMException && thrown.name === 'TimeoutError')
    if (isAway) return `Note: ${url} cannot be reached now, so nothing was checked.`
    if (thrown instanceof TintypeError && thrown.code === 'key-invalid') {
      throw new Error(`${url} does not know this key`, { cause: thrown })
    }
    if (thrown instanceof TintypeError && ['not-tintype', 'not-found'].includes(thrown.code)) {
      throw new Error(`${url} is no Tintype: ${thrown.message}`, { cause: thrown })
    }
    throw thrown
  }
}
