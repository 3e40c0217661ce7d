import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { call, type Image, newPicture, stageForAll, upload, uploaded } from './smms-client.ts'

type Profile = {
  username: string
  role: string
  group_expire: string
  email_verified: number
  disk_usage: string
  disk_limit: string
  disk_usage_raw: number
  disk_limit_raw: number
}

async function profileOf(stage: Stage, key: string): Promise<Profile> {
  const answer = await call<Profile>(stage, 'profile', { method: 'POST', headers: { Authorization: key } })
  expect(answer.body.success).toBe(true)
  return answer.body.data
}

/** Bytes of all stored files of an image: original and renditions. */
async function storedSize(stage: Stage, image: Image): Promise<number> {
  let size = 0
  for await (const file of stage.app.store.list(image.path.slice(1, -4))) size += file.size
  return size
}

describe.each(databases)('the SM.MS profile, on %s', (database) => {
  const stage = stageForAll(database)

  test('adds up after uploads and deletions', async () => {
    const { key } = await stage.person()
    expect((await profileOf(stage, key)).disk_usage_raw).toBe(0)
    const first = await uploaded(stage, await newPicture(), { key })
    const second = await uploaded(stage, await newPicture(), { key })
    const sizes = [await storedSize(stage, first), await storedSize(stage, second)] as const
    expect(sizes[0]).toBeGreaterThan(first.size)
    const full = await profileOf(stage, key)
    expect(full.disk_usage_raw).toBe(sizes[0] + sizes[1])
    const shown = full.disk_usage_raw / 1024
    expect(full.disk_usage).toBe(shown < 1 ? `${full.disk_usage_raw} B` : `${shown.toFixed(2)} KB`)
    await upload(stage, await newPicture(), { key: 'wrong' })
    await call(stage, `delete/${first.hash}`)
    expect((await profileOf(stage, key)).disk_usage_raw).toBe(sizes[1])
    await call(stage, `delete/${second.hash}`)
    await call(stage, `delete/${second.hash}`)
    expect(await profileOf(stage, key)).toMatchObject({ disk_usage_raw: 0, disk_usage: '0 B' })
  })

  test('says when a group ends and whether the address is verified', async () => {
    const { key, user } = await stage.person()
    const { db } = stage.app
    const set = (group_expires_at: number) =>
      db
        .updateTable('users')
        .set({ email_verified: 1, group_id: 'admins', group_expires_at })
        .where('id', '=', user.id)
    await set(Date.UTC(2099, 4, 6, 12)).execute()
    const profile = await profileOf(stage, key)
    expect(profile).toMatchObject({ role: 'Administrators', group_expire: '2099-05-06', email_verified: 1 })
    await set(Date.now() - 1).execute()
    expect(await profileOf(stage, key)).toMatchObject({ role: 'Members', group_expire: '0000-00-00' })
  })

  test('of a group without a quota, the limit is what the disk holds', async () => {
    const { key } = await stage.person({ role: 'admin' })
    await uploaded(stage, await newPicture(), { key })
    const profile = await profileOf(stage, key)
    expect(Number.isInteger(profile.disk_limit_raw)).toBe(true)
    expect(profile.disk_limit_raw).toBeGreaterThan(profile.disk_usage_raw)
    expect(profile.disk_limit).toMatch(/^\d+\.\d\d [MGTP]B$/)
  })

  test.each([[undefined], [''], ['wrong'], ['Basic '], ['Bearer wrong']])(
    'is refused to the key %j',
    async (key) => {
      const headers = key === undefined ? {} : { Authorization: key }
      const { status, body } = await call(stage, 'profile', { method: 'POST', headers })
      expect(status).toBe(200)
      expect(body).toEqual({
        success: false,
        code: 'unauthorized',
        message: 'Get user profile failed, invalid Authorization.',
        RequestId: body.RequestId,
      })
    },
  )

  test('keeps to the quota', async () => {
    await using own = await openStage({ database })
    const { key } = await own.person()
    const image = await uploaded(own, await newPicture(), { key })
    const used = (await profileOf(own, key)).disk_usage_raw
    await changeGroup(own.app, 'members', { field: 'quota-bytes', value: String(Math.floor(used * 1.5)) })
    const refused = await upload(own, await newPicture(), { key })
    expect(refused.status).toBe(200)
    expect(refused.body).toMatchObject({ success: false, code: 'no_space' })
    expect((await profileOf(own, key)).disk_usage_raw).toBe(used)
    await call(own, `delete/${image.hash}`)
    await uploaded(own, await newPicture(), { key })
    expect(await own.leftBehind()).toEqual([])
  })
})

describe.each(databases)('the SM.MS upload history, on %s', (database) => {
  const stage = stageForAll(database)
  const list = async (key: string, query = '') =>
    (await call<Image[]>(stage, `upload_history${query}`, { headers: { Authorization: key } })).body

  test('of a new user has one empty page', async () => {
    const { key } = await stage.person()
    expect(await list(key)).toMatchObject({ data: [], CurrentPage: 1, TotalPages: 1, Count: 0, PerPage: 100 })
  })

  test("shows the user's own, the newest first, also what came by another door", async () => {
    const [{ key, user }, other] = [await stage.person(), await stage.person()]
    const [first, second] = [
      await uploaded(stage, await newPicture(), { key }),
      await uploaded(stage, await newPicture(), { key }),
    ]
    await uploaded(stage, await newPicture(), { key: other.key })
    await uploaded(stage, await newPicture())
    expect((await list(key)).data.map((image) => image.hash)).toEqual([second.hash, first.hash])
    const { db } = stage.app
    await db
      .updateTable('media')
      .set({ store_name: null })
      .where('name', '=', second.storename.slice(0, 15))
      .execute()
    const row = await db
      .selectFrom('media')
      .select('id')
      .where('user_id', '=', user.id)
      .where('store_name', 'is', null)
      .executeTakeFirstOrThrow()
    const [shown] = (await list(key)).data
    expect(shown).toMatchObject({
      page: `${stage.url}/image/${row.id}`,
      storename: second.storename,
      hash: second.hash,
    })
    await call(stage, `delete/${first.hash}`)
    expect((await list(key)).data.map((image) => image.hash)).toEqual([second.hash])
  })

  test('has pages of 100; a page that is none is the first', async () => {
    const { key, user } = await stage.person()
    await uploaded(stage, await newPicture(), { key })
    const { db } = stage.app
    const row = await db
      .selectFrom('media')
      .selectAll()
      .where('user_id', '=', user.id)
      .executeTakeFirstOrThrow()
    const copy = (n: number) => ({
      ...row,
      id: `${row.id.slice(0, 7)}${user.id.slice(-2)}${n + 10}`,
      name: `${row.name}${n}`,
      store_name: null,
      delete_hash: `${user.id}${n}`,
    })
    await db
      .insertInto('media')
      .values(Array.from({ length: 200 }, (_, n) => copy(n)))
      .execute()
    const pages = [await list(key), await list(key, '?page=2'), await list(key, '?page=3')]
    for (const [index, page] of pages.entries()) {
      expect(page).toMatchObject({
        success: true,
        CurrentPage: index + 1,
        TotalPages: 3,
        Count: 201,
        PerPage: 100,
      })
    }
    expect(pages.map((page) => page.data.length)).toEqual([100, 100, 1])
    expect(new Set(pages.flatMap((page) => page.data.map((image) => image.storename))).size).toBe(201)
    for (const query of [
      '?page=0',
      '?page=',
      '?page=-1',
      '?page=x',
      '?page=1.5',
      `?page=${'9'.repeat(30)}`,
    ]) {
      expect((await list(key, query)).CurrentPage).toBe(1)
    }
    expect(await list(key, '?page=4')).toMatchObject({ data: [], CurrentPage: 4, TotalPages: 3 })
    expect(await list(key, '?page=999999999')).toMatchObject({ success: true, data: [] })
    // smms-cli and its like go on until the last page.
    let page = 1
    while ((await list(key, `?page=${page}`)).TotalPages !== page && page < 10) page++
    expect(page).toBe(3)
  })

  test.each([[undefined], ['wrong']])('is refused to the key %j', async (key) => {
    const headers = key === undefined ? {} : { Authorization: key }
    const { status, body } = await call(stage, 'upload_history', { headers })
    expect(status).toBe(200)
    expect(body).toMatchObject({ success: false, code: 'unauthorized' })
    expect(body).not.toHaveProperty('data')
  })
})
