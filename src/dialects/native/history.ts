import { claimMedia, clearGuest, countClaimable } from '../../core/guests.ts'
import { historyOf } from '../../core/media.ts'
import { readSettings } from '../../core/settings.ts'
import { AppError } from '../../errors.ts'
import { forgetGuest, guestIdFor, guestIdOf } from '../../server/guests.ts'
import { toWireAll } from './present-media.ts'
import { type Call, type Route, route } from './route.ts'
import { requireBrowser } from './session.ts'
import { type MediaList, mediaList } from './wire-media.ts'
import { type Claimed, claimed } from './wire-people.ts'

/** What this browser sent without an account. The list itself is `GET /api/media?scope=guest`. */
export const historyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/history',
    group: 'history',
    summary: 'List what came from your network address without an account',
    details:
      'The newest first, a hundred at most. Only where the site shows it (`historyByAddress`): `forbidden` elsewhere.',
    access: 'anyone',
    answer: mediaList,
    handle: showAddress,
  }),
  route({
    method: 'POST',
    path: '/api/history/claim',
    group: 'history',
    summary: 'Take over what this browser sent before you signed in',
    details:
      'As much as your quota takes, the oldest first; `left` says how many stayed behind. Links stay, and so does who may see what; the automatic deletion of guests’ uploads ends. Not with a key.',
    access: 'user',
    answer: claimed,
    handle: claim,
  }),
  route({
    method: 'POST',
    path: '/api/history',
    group: 'history',
    summary: 'Begin the list of what this browser sends as a guest',
    details:
      'An upload does it by itself; whoever sends several at once calls this first, or each begins a list of its own.',
    access: 'anyone',
    handle: async ({ app, request, reply }) => {
      guestIdFor(app, request.raw, reply)
      return undefined
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/history',
    group: 'history',
    summary: 'Forget what this browser sent as a guest',
    details:
      'The files stay, and can be deleted by their deletion links only. Where the site shows guests what came from their address (`historyByAddress`), that list is cleared too.',
    access: 'anyone',
    handle: clear,
  }),
]

async function showAddress({ app, actor }: Call<unknown, unknown>): Promise<MediaList> {
  const settings = await readSettings(app)
  if (!settings['history-by-address']) {
    throw new AppError('forbidden', 'This site does not show what came from an address')
  }
  const found = await historyOf(app, actor)
  return { items: await toWireAll(app, actor, found), total: found.length }
}

async function claim({ app, actor, request, reply }: Call<unknown, unknown>): Promise<Claimed> {
  const { user } = requireBrowser(actor)
  const guestId = guestIdOf(app, request.raw)
  if (guestId === undefined) return { taken: 0, left: 0 }
  const outcome = await claimMedia(app, user, guestId)
  if (outcome.left === 0 && (await countClaimable(app, guestId)) === 0) forgetGuest(app, reply)
  return outcome
}

async function clear({ app, actor, request, reply }: Call<unknown, unknown>): Promise<undefined> {
  await clearGuest(app, actor, guestIdOf(app, request.raw))
  forgetGuest(app, reply)
  return undefined
}
