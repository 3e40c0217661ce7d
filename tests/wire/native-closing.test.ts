import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { runJobs } from '../../src/core/jobs.ts'
import { findStuckJobs } from '../../src/core/repair.ts'
import { sweep } from '../../src/core/sweep.ts'
import { enqueue, finishJob } from '../../src/database/queue.ts'
import type { Album, AlbumList } from '../../src/dialects/native/wire-albums.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { openBrowser } from './browser.ts'
import { call, sendMedia } from './native-client.ts'
import { newPicture } from './smms-client.ts'

describe.each(databases)('closing an account, on %s', (database) => {
  const close = async (stage: Stage, person: Person): Promise<number> => {
    const browser = openBrowser(stage)
    await browser.signIn(person)
    return (await browser.call('/api/account', { method: 'DELETE', json: { password: person.password } }))
      .status
  }
  const exists = async ({ app }: Stage, { user }: Person): Promise<boolean> => {
    const row = await app.db.selectFrom('users').select('id').where('id', '=', user.id).executeTakeFirst()
    return row !== undefined
  }

  test('hides what it holds before any job has run', async () => {
    await using stage = await openStage({ database })
    const me = await stage.person()
    const album = await call<Album>(stage, 'POST /api/albums', {
      ...me,
      body: { name: 'Mine', visibility: 'public' },
    })
    const sent = await sendMedia(stage, {
      key: me.key,
      bytes: await newPicture(),
      fields: { albumId: album.body.id, visibility: 'public' },
    })
    const file = sent.body.file.url
    expect((await fetch(file)).status).toBe(200)
    expect(await close(stage, me)).toBe(204)
    expect((await fetch(file)).ok).toBe(false)
    expect((await call(stage, `GET /api/media/${sent.body.id}`)).status).toBe(410)
    expect((await call(stage, `GET /api/albums/${album.body.id}`)).status).toBe(404)
    expect((await call<AlbumList>(stage, 'GET /api/albums')).body.items).toEqual([])
    expect(await exists(stage, me)).toBe(true)
    await stage.drain()
    expect(await exists(stage, me)).toBe(false)
  })

  test('comes before whatever waits, and is not forgotten when it was given up', async () => {
    await using stage = await openStage({ database })
    const { app } = stage
    const [me, other] = [await stage.person(), await stage.person()]
    for (const name of ['one', 'two']) {
      await enqueue(app.db, app.now(), {
        kind: 'hide',
        payload: { id: 'nothing', name },
        runAt: app.now() - 1000,
      })
    }
    expect(await close(stage, me)).toBe(204)
    expect(await findStuckJobs(app)).toEqual([])
    let count = 0
    await runJobs(app, () => count++ > 0)
    expect(await exists(stage, me)).toBe(false)
    expect(await close(stage, other)).toBe(204)
    const jobs = await app.db.selectFrom('jobs').select('id').where('kind', '=', 'remove-account').execute()
    for (const { id } of jobs) await finishJob(app.db, id)
    await stage.drain()
    expect(await exists(stage, other)).toBe(true)
    await sweep(app, { minAge: 0 })
    await sweep(app, { minAge: 0 })
    await stage.drain()
    expect(await exists(stage, other)).toBe(false)
  })

  test('leaves one administrator, however many leave at once', async () => {
    await using stage = await openStage({ database })
    const bosses = await Promise.all(['a1', 'a2', 'a3'].map((name) => stage.person({ role: 'admin', name })))
    const browsers = bosses.map(() => openBrowser(stage))
    for (const [at, browser] of browsers.entries()) await browser.signIn(bosses[at] as Person)
    const leave = () =>
      Promise.all(
        browsers.map((browser, at) => {
          const json = { password: bosses[at]?.password }
          return browser.call('/api/account', { method: 'DELETE', json })
        }),
      )
    const answers = database === 'postgres' ? await meeting(stage, leave) : await leave()
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 403])
  })
})

/** Does what makes three transactions, none of which can end before all of them have begun. */
async function meeting<Result>({ app }: Stage, begin: () => Promise<Result>): Promise<Result> {
  const begun = await app.db.transaction().execute(async (transaction) => {
    await sql`lock table jobs in exclusive mode`.execute(transaction)
    const result = begin()
    const waiting = sql<{ count: number }>`
      select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await waiting.execute(app.db)).rows[0]?.count).toBe(3)
    return { result }
  })
  return begun.result
}
