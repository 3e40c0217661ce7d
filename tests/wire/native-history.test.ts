import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { runRound } from '../../src/core/jobs.ts'
import { writeSetting } from '../../src/core/settings.ts'
import type { Claimed, Site } from '../../src/dialects/native/wire-people.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { type Browser, openBrowser, type Refused } from './browser.ts'

const day = 86_400_000

type Row = {
  id: string
  user_id: string | null
  guest_id: string | null
  address: string | null
  expires_at: number | null
}

async function rowsOf(stage: Stage): Promise<Row[]> {
  const columns = ['id', 'user_id', 'guest_id', 'address', 'expires_at', 'visibility', 'total_size'] as const
  return stage.app.db.selectFrom('media').select(columns).orderBy('id').execute()
}

const siteOf = async (browser: Browser) => (await browser.call<Site>('/api/site')).body
const claim = (browser: Browser) => browser.call<Claimed>('/api/history/claim', { method: 'POST' })
const used = async (stage: Stage, id: string) =>
  (await stage.app.db.selectFrom('users').select('bytes_used').where('id', '=', id).executeTakeFirstOrThrow())
    .bytes_used

describe.each(databases)("what a guest's browser sent, on %s", (database) => {
  test('is known by a cookie that its first upload sets, once', async () => {
    await using stage = await openStage({ database })
    const browser = openBrowser(stage)
    expect(await siteOf(browser)).toMatchObject({ hasHistory: false })
    await browser.send(1)
    const secret = browser.jar.get('tintype_guest')
    expect(secret).toMatch(/^[A-Za-z0-9]{43}$/)
    await browser.send(2)
    expect(browser.jar.get('tintype_guest')).toBe(secret)
    expect(await siteOf(browser)).toMatchObject({ hasHistory: true })
    const ids = new Set((await rowsOf(stage)).map((row) => row.guest_id))
    expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect(ids).not.toContain(secret)
  })

  test('is one list when it was begun before several uploads at once', async () => {
    await using stage = await openStage({ database })
    const browser = openBrowser(stage)
    const begun = await browser.call('/api/history', { method: 'POST' })
    expect(begun.cookies).toEqual([
      expect.stringMatching(
        /^tintype_guest=[A-Za-z0-9]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/,
      ),
    ])
    await Promise.all([browser.send(1), browser.send(2), browser.send(3)])
    expect(new Set((await rowsOf(stage)).map((row) => row.guest_id)).size).toBe(1)
  })

  test('is taken over by the account that signs in there, and nothing else is', async () => {
    await using stage = await openStage({ database })
    const [browser, other, ann] = [openBrowser(stage), openBrowser(stage), await stage.person()]
    const open = await browser.send(1)
    const hidden = await browser.send(2, { visibility: 'private' })
    const short = await browser.send(3, { expiresIn: String(day) })
    const strange = await other.send(4)
    expect(await claim(browser)).toMatchObject({ status: 401 })
    await browser.signIn(ann)
    expect(await siteOf(browser)).toMatchObject({ claimable: 3 })
    expect((await claim(browser)).body).toEqual({ taken: 3, left: 0 })
    expect(browser.jar.has('tintype_guest')).toBe(false)
    expect(await siteOf(browser)).not.toHaveProperty('claimable')
    const rows = new Map((await rowsOf(stage)).map((row) => [row.id, row]))
    const mine = { user_id: ann.user.id, guest_id: null, address: null }
    expect(rows.get(open)).toMatchObject({ ...mine, expires_at: null, visibility: 'link' })
    expect(rows.get(hidden)).toMatchObject({ ...mine, expires_at: null, visibility: 'private' })
    expect(rows.get(short), 'an expiry that was wished stays').toMatchObject(mine)
    expect(rows.get(short)?.expires_at).toBeGreaterThan(0)
    expect(rows.get(strange)).toMatchObject({ user_id: null, address: '127.0.0.1' })
    const sum = [open, hidden, short].reduce(
      (bytes, id) => bytes + Number(Object(rows.get(id)).total_size),
      0,
    )
    expect(await used(stage, ann.user.id)).toBe(sum)
    expect((await claim(browser)).body).toEqual({ taken: 0, left: 0 })
    stage.clock.offset += 40 * day
    await runRound(stage.app)
    expect((await rowsOf(stage)).map(({ id }) => id).sort()).toEqual([open, hidden].sort())
  })

  test('two who take it at once share it, and nothing counts twice', async () => {
    await using stage = await openStage({ database })
    const [guest, ann] = [openBrowser(stage), await stage.person()]
    for (let n = 0; n < 5; n++) await guest.send(n)
    const secret = guest.jar.get('tintype_guest') ?? ''
    const browsers = [openBrowser(stage), openBrowser(stage)]
    for (const browser of browsers) {
      await browser.signIn(ann)
      browser.jar.set('tintype_guest', secret)
    }
    const told = await Promise.all(browsers.map(claim))
    expect(told.reduce((sum, { body }) => sum + body.taken, 0)).toBe(5)
    const rows = await rowsOf(stage)
    const sum = rows.reduce((bytes, row) => bytes + Number(Object(row).total_size), 0)
    expect(await used(stage, ann.user.id)).toBe(sum)
  })

  test('is taken as far as the quota goes; the rest stays where it is', async () => {
    await using stage = await openStage({ database })
    const [browser, ann] = [openBrowser(stage), await stage.person()]
    for (let n = 0; n < 3; n++) await browser.send(n)
    const sizes = (await rowsOf(stage)).map((row) => Number(Object(row).total_size))
    const quota = (sizes[0] ?? 0) + (sizes[1] ?? 0)
    await changeGroup(stage.app, 'members', { field: 'quota-bytes', value: String(quota) })
    await browser.signIn(ann)
    expect((await claim(browser)).body).toEqual({ taken: 2, left: 1 })
    expect(await used(stage, ann.user.id)).toBe(quota)
    expect(await siteOf(browser)).toMatchObject({ claimable: 1, hasHistory: true })
    const [, , last] = await rowsOf(stage)
    expect(last).toMatchObject({ user_id: null, guest_id: expect.any(String), address: '127.0.0.1' })
    await changeGroup(stage.app, 'members', { field: 'quota-bytes', value: 'none' })
    expect((await claim(browser)).body).toEqual({ taken: 1, left: 0 })
  })

  test('takes the claim on its bytes along', async () => {
    await using stage = await openStage({ database })
    const [browser, ann] = [openBrowser(stage), await stage.person()]
    const id = await browser.send(1)
    await browser.signIn(ann)
    await claim(browser)
    await expect(browser.send(1)).rejects.toThrow(`"mediaId":"${id}"`)
    expect(await openBrowser(stage).send(1), 'a guest at the same address is no repeat').not.toBe(id)
  })

  test('is forgotten when the guest says so; the files stay', async () => {
    await using stage = await openStage({ database })
    const browser = openBrowser(stage)
    const id = await browser.send(1)
    await stage.app.db.updateTable('media').set({ in_history: 1 }).execute()
    const inHistory = async () => (await stage.app.db.selectFrom('media').select('in_history').execute())[0]
    const forged = await browser.call<Refused>('/api/history', {
      method: 'DELETE',
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(forged.body.error.code).toBe('forbidden')
    expect((await rowsOf(stage))[0]?.guest_id).not.toBeNull()
    expect(await browser.call('/api/history', { method: 'DELETE' })).toMatchObject({ status: 204 })
    expect(await rowsOf(stage)).toMatchObject([{ id, guest_id: null }])
    expect(await inHistory(), 'that of the address is not shown here').toEqual({ in_history: 1 })
    expect(browser.jar.has('tintype_guest')).toBe(false)
    await writeSetting(stage.app, 'history-by-address', 'yes')
    await browser.call('/api/history', { method: 'DELETE' })
    expect(await inHistory()).toEqual({ in_history: 0 })
    expect((await browser.call(`/api/media/${id}`)).status).toBe(200)
  })
})
