import { createHash, createHmac, randomBytes } from 'node:crypto'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const timeDigits = 7
let latest = 0

/**
 * An id of `[A-Za-z0-9]` that sorts by time: 11 characters, or 29 with 128 random bits for media that only their
 * address protects. Never 15, the length of SM.MS's store names. Ids of one process never go back, whatever the clock does.
 */
export function newId(time: number, length: 'short' | 'long' = 'short'): string {
  return timePart(time) + randomText(length === 'short' ? 4 : 22)
}

/**
 * As newId, for a thing made now: each sorts after the one before, in one millisecond too, and when the clock was put
 * back, until it has caught up.
 */
export function nextId(now: number, length: 'short' | 'long' = 'short'): string {
  latest = Math.max(latest + 1, Math.floor(now))
  return newId(latest, length)
}

/** The time an id was made for, milliseconds. */
export function timeOfId(id: string): number {
  let time = 0
  for (const digit of id.slice(0, timeDigits)) time = time * 62 + base62.indexOf(digit)
  return time
}

function timePart(time: number): string {
  let rest = Math.max(0, Math.floor(time))
  let text = ''
  for (let digit = 0; digit < timeDigits; digit++) {
    text = base62.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** Random characters of `[A-Za-z0-9]`, each equally likely (5.95 bits a character). */
export function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < 248 && text.length < length) text += base62.charAt(byte % 62)
    }
  }
  return text
}

/** 128 random bits, hex. */
export function randomHex(): string {
  return randomBytes(16).toString('hex')
}

/** `length` characters of `[A-Za-z0-9]` derived from the server's secret: the same for the same parts, for ever. */
export function derivedText(secret: string, parts: readonly (string | number)[], length: number): string {
  const bytes = createHmac('sha512', secret).update(parts.join('\0')).digest()
  let number = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  while (text.length < length) {
    text += base62.charAt(Number(number % 62n))
    number /= 62n
  }
  return text
}

/** 48 hex characters derived from the server's secret. */
export function derivedHex(secret: string, parts: readonly (string | number)[]): string {
  return createHmac('sha256', secret).update(parts.join('\0')).digest('hex').slice(0, 48)
}

/** How secrets are stored for look-up: SHA-256, hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
