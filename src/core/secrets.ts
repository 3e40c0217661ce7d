import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { App } from './app.ts'

type Sealing = Pick<App, 'config'>

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts a text with a key derived from the server's secret (AES-256-GCM). `owner` says whose it is: with another
 * owner's name it does not open.
 */
export function seal(app: Sealing, text: string, owner: string): string {
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, keyOf(app), nonce).setAAD(Buffer.from(owner))
  const bytes = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
  return `1.${Buffer.concat([nonce, sealing.getAuthTag(), bytes]).toString('base64url')}`
}

/** The text that was sealed; undefined when it was sealed with another secret, for another owner, or was changed. */
export function unseal(app: Sealing, sealed: string, owner: string): string | undefined {
  const bytes = Buffer.from(sealed.replace(/^1\./, ''), 'base64url')
  try {
    const opening = createDecipheriv(cipher, keyOf(app), bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    opening.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    return opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + opening.final('utf8')
  } catch {
    return undefined
  }
}

function keyOf({ config }: Sealing): Buffer {
  return Buffer.from(hkdfSync('sha256', config.secret, '', 'tintype sealed secrets', 32))
}
