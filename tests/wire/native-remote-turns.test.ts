import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startWorker } from '../../src/core/worker.ts'
import * as turns from '../../src/database/migrations/007-turns.ts'
import { enqueue } from '../../src/database/queue.ts'
import type { Remote, RemoteImport } from '../../src/dialects/native/wire-remotes.ts'
import { distinctPng } from '../distinct.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { call, sendMedia } from './native-client.ts'
import { type Mirror, openMirror, simple } from './remote-host.ts'

async function openScene(database: (typeof databases)[number], hosts: readonly Mirror[]) {
  const allowed = hosts.map(({ url }) => new URL(url).host).join(',')
  const stage = await openStage({ database, environment: { URL_ALLOW: allowed } })
  const ann = await stage.person()
  for (const [index, { url }] of hosts.entries()) {
    const body = { name: `host-${index}`, description: simple(url, 'KEY'), mirror: 'all' }
    expect((await call(stage, 'POST /api/remotes', { key: ann.key, body })).status).toBe(201)
  }
  return { stage, ann }
}

/** Remotes are found by their names, too. */
const first = '/api/remotes/host-0'
const second = '/api/remotes/host-1'

let number = 0
async function send(stage: Stage, ann: Person, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const answer = await sendMedia(stage, { key: ann.key, bytes: distinctPng(++number, stage.url) })
    expect(answer.status).toBe(201)
  }
}

/** Media by the row of one that was sent, each with a copy that has failed for good: no job is left of it. */
async function placeFailed(stage: Stage, ann: Person, count: number): Promise<void> {
  const { db } = stage.app
  await send(stage, ann, 1)
  const media = await db.selectFrom('media').selectAll().executeTakeFirstOrThrow()
  const copy = await db.selectFrom('copies').selectAll().executeTakeFirstOrThrow()
  const failed = { ...copy, state: 'failed', attempts: 10, next_at: null }
  await db.updateTable('copies').set(failed).execute()
  await db.deleteFrom('jobs').execute()
  for (let from = 1; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_, at) => {
      const id = `${media.id.slice(0, 7)}${String(from + at).padStart(22, '0')}`
      return { ...media, id, name: id, delete_hash: id, store_name: null }
    })
    await db.insertInto('media').values(rows).execute()
    await db
      .insertInto('copies')
      .values(rows.map(({ id }) => ({ ...failed, media_id: id })))
      .execute()
  }
}

/** How many copies wait, asked without a detour: between two batches there is little time. */
async function waitingIn({ app }: Stage): Promise<number> {
  const waiting = app.db.selectFrom('copies').where('state', '=', 'waiting')
  const { count } = await waiting
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  await setImmediate()
  return Number(count)
}

const copiesAt = async (stage: Stage, ann: Person, path: typeof first | typeof second) =>
  (await call<Remote>(stage, `GET ${path}`, { key: ann.key })).body.copies

describe.each(databases)('remotes take turns, on %s', (database) => {
  test('a host that hangs delays neither copies to another nor what is brought over from there', async () => {
    await using slow = await openMirror()
    await using quick = await openMirror()
    const { stage, ann } = await openScene(database, [slow, quick])
    await using _stage = stage
    const gate = Promise.withResolvers<void>()
    slow.gate = gate.promise
    await send(stage, ann, 6)
    await using _worker = startWorker(stage.app)
    await expect.poll(() => quick.files.size).toBe(6)
    await expect.poll(() => copiesAt(stage, ann, second)).toEqual({ waiting: 0, sent: 6, failed: 0 })
    await expect.poll(() => slow.heard.length).toBe(1)
    // What comes while the host hangs has its turn at once, too.
    await send(stage, ann, 1)
    await expect.poll(() => quick.files.size).toBe(7)
    const begun = await call<RemoteImport>(stage, `POST ${second}/import`, { key: ann.key, body: {} })
    expect(begun.status).toBe(202)
    await expect
      .poll(async () => (await call<Remote>(stage, `GET ${second}`, { key: ann.key })).body.import?.state)
      .toBe('done')
    expect(slow.heard).toHaveLength(1)
    expect(await copiesAt(stage, ann, first)).toEqual({ waiting: 7, sent: 0, failed: 0 })
    gate.resolve()
    await expect.poll(() => copiesAt(stage, ann, first)).toEqual({ waiting: 0, sent: 7, failed: 0 })
  })

  test('jobs that wait since before an upgrade belong to their remotes', async () => {
    await using stage = await openStage({ database })
    const { db } = stage.app
    const payload = { mediaId: 'media', remoteId: 'remote' }
    await enqueue(db, 1, { kind: 'mirror', payload, runAt: 1, remoteId: 'remote' })
    await enqueue(db, 1, { kind: 'derive', payload: { id: 'media' }, runAt: 1 })
    const jobs = () => db.selectFrom('jobs').select(['kind', 'remote_id']).orderBy('kind').execute()
    const before = await jobs()
    await db.schema.dropIndex('jobs_due').execute()
    await db.schema.alterTable('jobs').dropColumn('remote_id').execute()
    await turns.up(db)
    expect(await jobs()).toEqual(before)
    expect(before.map((job) => job.remote_id)).toEqual([null, 'remote'])
  })

  test('5,000 copies that failed are tried again in batches, between which others have their turn', async () => {
    await using host = await openMirror()
    const { stage, ann } = await openScene(database, [host])
    await using _stage = stage
    await placeFailed(stage, ann, 5000)
    const seen = new Set<number>()
    const retried = call(stage, `POST ${first}/retry`, { key: ann.key })
    let isOver = false
    const watched = (async () => {
      while (!isOver) seen.add(await waitingIn(stage))
    })()
    expect(await retried).toMatchObject({ status: 202, body: { count: 5000 } })
    isOver = true
    await watched
    expect(await copiesAt(stage, ann, first)).toEqual({ waiting: 5000, sent: 0, failed: 0 })
    expect([...seen].filter((count) => count > 0 && count < 5000)).not.toEqual([])
    expect([...seen].filter((count) => count % 500 !== 0)).toEqual([])
    const { count } = await stage.app.db
      .selectFrom('jobs')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('kind', '=', 'mirror')
      .where('run_at', '<=', stage.app.now())
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(5000)
  })
})
