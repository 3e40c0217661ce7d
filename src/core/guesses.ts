import { timingSafeEqual } from 'node:crypto'
import { verify } from '@node-rs/argon2'
import type { AlbumRow } from '../database/tables.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { findUser } from './accounts.ts'
import type { App } from './app.ts'
import { flood } from './floods.ts'
import { sha256 } from './ids.ts'
import type { Origin } from './keys.ts'
import { findByDeletionHash, findByDeletionToken } from './media.ts'
import { authenticate } from './passwords.ts'
import { network } from './policy.ts'
import { setUpToken } from './set-up.ts'
import type { Media, User } from './words.ts'

const minute = 60_000

/** How many wrong guesses one network is let through within `period`, milliseconds. */
const passwords = { code: 'bad-credentials', most: 10, period: 15 * minute } as const
const hashes = { code: 'not-found', most: 60, period: 10 * minute } as const
/** For one account, from all networks: enough that nobody is shut out of it by one who guesses on purpose. */
const mostForAccount = 100

type Guesses = { code: ErrorCode; most: number; period: number }
/** `most`: where it differs from that of its kind. */
type Counter = { name: string; most?: number }

/**
 * The account whose password this is, as `authenticate`; after ten wrong passwords from one network, or a hundred for
 * one account, within 15 minutes no more are tried. Throws bad-credentials or flood.
 */
export async function authenticateFrom(
  app: App,
  origin: Origin,
  { name, password }: { name: string; password: string },
): Promise<User> {
  const account = (await findUser(app, name))?.id ?? sha256(name)
  const counters = [
    { name: `passwords:net:${network(origin.address)}` },
    { name: `passwords:account:${account}`, most: mostForAccount },
  ]
  return countGuess(app, { ...passwords, counters }, () => authenticate(app, name, password))
}

/**
 * Whether this is the password of somebody who has signed in; after ten wrong ones within 15 minutes no more are tried,
 * whatever others guess meanwhile. Throws bad-credentials or flood.
 */
export async function checkOwnPassword(app: App, user: User, password: string): Promise<void> {
  const counters = [{ name: `passwords:own:${user.id}` }]
  await countGuess(app, { ...passwords, counters }, () => authenticate(app, user.name, password))
}

/**
 * Whether these are the words that the server printed for its set-up; wrong ones are counted as `authenticateFrom` does,
 * by address. Throws bad-credentials or flood.
 */
export async function checkSetUpToken(app: App, origin: Origin, token: string): Promise<void> {
  const counters = [{ name: `set-up:net:${network(origin.address)}` }]
  await countGuess(app, { ...passwords, counters }, async () => {
    const wanted = Buffer.from(sha256(setUpToken(app)))
    if (timingSafeEqual(Buffer.from(sha256(token)), wanted)) return
    throw new AppError('bad-credentials', 'That is not the address that the server printed', {
      details: { field: 'token' },
    })
  })
}

/**
 * The media that a deletion hash opens, as `findByDeletionHash`; after sixty unknown hashes from one address within
 * ten minutes no more are looked up. Throws already-deleted, not-found or flood.
 */
export function findByGuessedHash(app: App, origin: Origin, hash: string): Promise<Media> {
  const counters = [{ name: `hashes:net:${network(origin.address)}` }]
  return countGuess(app, { ...hashes, counters }, () => findByDeletionHash(app, hash))
}

/** The same for an id and its deletion token, as `findByDeletionToken`; both kinds of guesses count as one. */
export function findByGuessedToken(
  app: App,
  origin: Origin,
  { id, token }: { id: string; token: string },
): Promise<Media> {
  const counters = [{ name: `hashes:net:${network(origin.address)}` }]
  return countGuess(app, { ...hashes, counters }, () => findByDeletionToken(app, id, token))
}

/**
 * Whether this is an album's password; after ten wrong ones from one address within 15 minutes no more are tried for
 * that album. Throws bad-credentials, flood, or bad-input for an album that has none.
 */
export async function checkAlbumPassword(
  app: App,
  origin: Origin,
  { album, password }: { album: Pick<AlbumRow, 'id' | 'password_hash' | 'visibility'>; password: string },
): Promise<void> {
  const { password_hash: hash, visibility } = album
  if (visibility !== 'password' || hash === null)
    throw new AppError('bad-input', 'This album has no password')
  const counters = [{ name: `album-passwords:${album.id}:net:${network(origin.address)}` }]
  await countGuess(app, { ...passwords, counters }, async () => {
    if (await verify(hash, password)) return
    throw new AppError('bad-credentials', 'Wrong password', { details: { field: 'password' } })
  })
}

/** Counts before it tries, so that guesses made at once are counted too; what was no wrong guess is taken off again. */
async function countGuess<Found>(
  app: App,
  { code, most, period, counters }: Guesses & { counters: readonly Counter[] },
  guess: () => Promise<Found>,
): Promise<Found> {
  const counts = await Promise.all(counters.map(({ name }) => app.kv.increment(name, period)))
  const full = counts.filter(({ count }, at) => count > (counters[at]?.most ?? most))
  if (full.length > 0) {
    throw flood('Too many wrong guesses, try again later', Math.max(...full.map(({ ttl }) => ttl)))
  }
  const forget = () => Promise.all(counters.map(({ name }) => app.kv.decrement(name)))
  try {
    const found = await guess()
    await forget()
    return found
  } catch (error) {
    if (!(error instanceof AppError && error.code === code)) await forget()
    throw error
  }
}
