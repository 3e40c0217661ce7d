import type { App } from '../../core/app.ts'
import { type CopyState, listCopies, mirrorAll, retryNow } from '../../core/copy-lists.ts'
import { importProgress, startImport, stopImport } from '../../core/imports.ts'
import { sitePath } from '../../core/links.ts'
import { type Remote, toUse } from '../../core/remote-rows.ts'
import {
  addRemote,
  changeRemote,
  findRemote,
  listRemotes,
  redescribe,
  removeRemote,
  type Told,
  tryRemote,
} from '../../core/remotes.ts'
import type { Actor } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { wrong } from '../../remotes/description.ts'
import { presets } from '../../remotes/presets.ts'
import { presentImport, presentRemotes } from './present-remotes.ts'
import { type Route, requireUser, route } from './route.ts'
import {
  importStart,
  newRemote,
  queuedCopies,
  remote,
  remoteChange,
  remoteCopyList,
  remoteCopyQuery,
  remoteImport,
  remoteList,
  remoteTrial,
  remoteTrialOf,
  type Remote as WireRemote,
} from './wire-remotes.ts'

const secrets = 'Values that may be secret come masked, and stay what they were when they are sent back so.'

/** Other hosts: what they are, whether they answer, what is sent there and brought over from there. */
export const remoteRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/remotes',
    group: 'remotes',
    summary: 'Your remotes, and the hosts whose description is ready',
    details: secrets,
    access: 'user',
    answer: remoteList,
    handle: async ({ app, actor }) => ({
      items: await presentRemotes(app, await listRemotes(app, requireUser(actor).id)),
      presets: presets.map(({ id, name, needs }) => ({ id, name, needs: [...needs] })),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/remotes',
    group: 'remotes',
    summary: 'Make a remote',
    details: `By \`preset\` and \`values\`, or by \`description\`. ${secrets}`,
    access: 'user',
    body: newRemote,
    answer: remote,
    status: 201,
    handle: async ({ app, actor, body }) => {
      const made = { name: body.name, ...toldBy(body), use: toUse(body) }
      return present(app, await addRemote(app, requireUser(actor).id, made))
    },
  }),
  route({
    method: 'POST',
    path: '/api/remotes/try',
    group: 'remotes',
    summary: 'Send a small picture to a host and see all about it',
    details:
      'Nothing is kept. A sample that can be deleted again is. `problem` names the field of the description to mend. ' +
      'Sixty an hour.',
    access: 'user',
    body: remoteTrialOf,
    answer: remoteTrial,
    handle: async ({ app, actor, body }) => {
      const { id: userId } = requireUser(actor)
      const former = body.id === undefined ? undefined : await findRemote(app, userId, body.id)
      const description = redescribe(app, former, body)
      if (!description) throw wrong('description', 'is missing')
      return tryRemote(app, userId, description)
    },
  }),
  route({
    method: 'GET',
    path: '/api/remotes/:id',
    group: 'remotes',
    summary: 'Show a remote, by its id or name',
    access: 'user',
    answer: remote,
    handle: async (call) => present(call.app, await own(call)),
  }),
  route({
    method: 'PATCH',
    path: '/api/remotes/:id',
    group: 'remotes',
    summary: 'Change a remote',
    details: `With another description, what failed is tried again. ${secrets} For another host they are asked for anew.`,
    access: 'user',
    body: remoteChange,
    answer: remote,
    handle: async (call) => {
      const { name, preset, values, description, ...use } = call.body
      const change = {
        ...(name !== undefined && { name }),
        ...(preset !== undefined && { preset, values: values ?? {} }),
        ...(description !== undefined && { description }),
        use: toUse(use),
      }
      return present(call.app, await changeRemote(call.app, await own(call), change))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/remotes/:id',
    group: 'remotes',
    summary: 'Forget a remote',
    details: 'Copies that lie there stay there.',
    access: 'user',
    handle: async (call) => {
      await removeRemote(call.app, await own(call))
      return undefined
    },
  }),
  route({
    method: 'GET',
    path: '/api/remotes/:id/copies',
    group: 'remotes',
    summary: 'The copies at a remote, with their state, the newest media first',
    access: 'user',
    query: remoteCopyQuery,
    answer: remoteCopyList,
    handle: async (call) => presentList(call.app, await own(call), call.query),
  }),
  route({
    method: 'POST',
    path: '/api/remotes/:id/copies',
    group: 'remotes',
    summary: 'Send what is here already and not there yet',
    details: 'What the remote takes: everything, or what lies in its albums.',
    access: 'user',
    answer: queuedCopies,
    status: 202,
    handle: async (call) => ({ count: await mirrorAll(call.app, await own(call)) }),
  }),
  route({
    method: 'POST',
    path: '/api/remotes/:id/retry',
    group: 'remotes',
    summary: 'Try copies that failed or wait again, now',
    access: 'user',
    answer: queuedCopies,
    status: 202,
    handle: async (call) => ({ count: await retryNow(call.app, await own(call)) }),
  }),
  route({
    method: 'POST',
    path: '/api/remotes/:id/import',
    group: 'remotes',
    summary: 'Bring over everything that lies there',
    details: 'What is here already is left out, so it can be repeated. GET the remote to see how far it is.',
    access: 'user',
    body: importStart,
    answer: remoteImport,
    status: 202,
    handle: async (call) => {
      const from = await own(call)
      await startImport(call.app, from, { albumId: call.body.albumId })
      const progress = await importProgress(call.app, from.id)
      if (!progress) throw new AppError('not-found', 'It was stopped')
      return presentImport(progress)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/remotes/:id/import',
    group: 'remotes',
    summary: 'Stop bringing over',
    details: 'What has come stays.',
    access: 'user',
    handle: async (call) => {
      await stopImport(call.app, await own(call))
      return undefined
    },
  }),
]

type Asked = { app: App; actor: Actor; params: Readonly<Record<string, string>> }

function own({ app, actor, params }: Asked): Promise<Remote> {
  return findRemote(app, requireUser(actor).id, params.id ?? '')
}

async function present(app: App, found: Remote): Promise<WireRemote> {
  const [shown] = await presentRemotes(app, [found])
  if (!shown) throw new AppError('not-found', 'There is no such remote')
  return shown
}

type ToldBody = {
  preset?: string | undefined
  values?: Record<string, string> | undefined
  description?: unknown
}

function toldBy({ preset, values, description }: ToldBody): Told {
  if (preset !== undefined) return { preset, values: values ?? {} }
  if (description === undefined) throw wrong('description', 'is missing, and no preset is named')
  return { description }
}

async function presentList(
  app: App,
  from: Remote,
  { state = 'failed', after }: { state?: CopyState | undefined; after?: string | undefined },
) {
  const { copies, next } = await listCopies(app, from, { state, after })
  const items = copies.map(({ mediaId: id, title, url, attempts, problem, nextAt, ...copy }) => ({
    media: { id, title, page: sitePath(app, `/image/${id}`) },
    state: copy.state,
    ...(url !== undefined && { url }),
    attempts,
    ...(problem && { problem }),
    ...(nextAt !== undefined && { nextAt }),
  }))
  return { items, ...(next !== undefined && { next }) }
}
