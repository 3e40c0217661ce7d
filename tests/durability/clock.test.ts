import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { runRound } from '../../src/core/jobs.ts'
import { sweep } from '../../src/core/sweep.ts'
import { distinctPng } from '../distinct.ts'
import { sendSmms } from '../sending.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** A clock that jumps back by a day, as when it was wrong and somebody put it right. */
describe.each(databases)('a clock that jumps back, on %s', (database) => {
  let stage: Stage
  let ann: Person
  let count = 0

  beforeEach(async () => {
    stage = await openStage({ database })
    ann = await stage.person()
  })
  afterEach(() => stage[Symbol.asyncDispose]())

  async function send(): Promise<string> {
    const { body } = await sendSmms(stage.url, {
      key: ann.key,
      bytes: distinctPng(++count),
      name: `${count}.png`,
    })
    expect(body.success).toBe(true)
    return body.data?.path ?? ''
  }

  async function status(path: string): Promise<number> {
    const answer = await fetch(`${stage.url}/images${path}`)
    await answer.body?.cancel()
    return answer.status
  }

  async function workOnce(): Promise<void> {
    await runRound(stage.app)
  }

  test('uploads go on, and their lists stay in order', async () => {
    const paths = [await send(), await send()]
    stage.clock.offset -= day
    paths.push(await send(), await send(), await send())
    stage.clock.offset += day
    paths.push(await send())
    const answer = await fetch(`${stage.url}/api/v2/upload_history`, { headers: { authorization: ann.key } })
    const { data } = (await answer.json()) as { data: { path: string }[] }
    expect(data.map((media) => media.path)).toEqual(paths.toReversed())
    for (const path of paths) expect(await status(path)).toBe(200)
  })

  test('nothing expires early, and what was promised for a time lives as long', async () => {
    await changeGroup(stage.app, 'members', { field: 'default-expiry', value: String(10 * minute) })
    const before = await send()
    stage.clock.offset -= day
    const after = await send()
    await workOnce()
    expect([await status(before), await status(after)]).toEqual([200, 200])
    stage.clock.offset += 11 * minute
    expect([await status(before), await status(after)]).toEqual([200, 404])
    stage.clock.offset += day
    expect(await status(before)).toBe(404)
  })

  test('jobs that come again and again do not wait for a time long gone', async () => {
    await changeGroup(stage.app, 'members', { field: 'default-expiry', value: String(10 * minute) })
    await workOnce()
    stage.clock.offset -= day
    await send()
    stage.clock.offset += 11 * minute
    // The first round sees that the job waits for a time too far away; within its usual minute it is due.
    await workOnce()
    stage.clock.offset += 2 * minute
    await workOnce()
    await stage.drain()
    expect(await stage.app.db.selectFrom('media').select('id').execute()).toEqual([])
    for await (const file of stage.app.store.list('')) expect(file).toBeUndefined()
  })

  test('rate limits do not last until the clock has caught up', async () => {
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '2' })
    await send()
    await send()
    const refused = await sendSmms(stage.url, { key: ann.key, bytes: distinctPng(1000), name: 'a.png' })
    expect(refused.status).toBe(429)
    stage.clock.offset -= day
    await send()
  })

  test('the sweep takes nothing that has a row, nor what may belong to an upload under way', async () => {
    const path = await send()
    stage.clock.offset -= day
    expect(await sweep(stage.app, { minAge: 60 * minute })).toEqual({ orphans: 0, staged: 0 })
    stage.clock.offset += 2 * day
    expect(await sweep(stage.app, { minAge: 60 * minute })).toEqual({ orphans: 0, staged: 0 })
    expect(await status(path)).toBe(200)
  })
})
