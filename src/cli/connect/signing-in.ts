import { createClient } from '@tintype/client'

export type Credentials = { name: string; password: string }

/**
 * Everything that a tool needs, with a key made for it: for whoever knows an account's password, since a key makes no
 * keys. Nobody stays signed in. Throws TintypeError.
 */
export async function connectAs(url: string, tool: string, credentials: Credentials) {
  const client = createClient({ url })
  await client.post('/api/session', { body: credentials })
  try {
    const params = { path: { tool }, query: { language: 'en' } } as const
    return await client.post('/api/connect/{tool}', { params })
  } finally {
    // The key is told this once: what goes wrong in signing out does not keep it from its owner.
    await client.delete('/api/session').catch(() => {})
  }
}
