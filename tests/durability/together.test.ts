import { expect, test } from 'vitest'
import { findDamaged, findOrphans } from '../../src/core/sweep.ts'
import { distinctJpeg } from '../distinct.ts'
import { sendChevereto, sendSmms } from '../sending.ts'
import { databases, openStage, type Stage } from '../stage.ts'

const times = 6

test.each(databases)(
  'of equal uploads at once one is taken and the others are told so, on %s',
  async (database) => {
    await using stage = await openStage({ database })
    const { key } = await stage.person()
    const bytes = await distinctJpeg(1)
    const sending = Array.from({ length: times }, () => sendSmms(stage.url, { key, bytes, name: 'a.jpg' }))
    const answers = (await Promise.all(sending)).map((sent) => sent.body)
    expect(answers.map((answer) => answer.code).sort()).toEqual([
      ...Array.from({ length: times - 1 }, () => 'image_repeated'),
      'success',
    ])
    expect(new Set(answers.map((answer) => answer.data?.url)).size).toBe(1)
    await expectSound(stage, 1)
  },
)

test.each(databases)('the same through two doors at once, on %s', async (database) => {
  await using stage = await openStage({ database })
  const { key } = await stage.person()
  const bytes = await distinctJpeg(2)
  const [one, other] = await Promise.all([
    sendSmms(stage.url, { key, bytes, name: 'a.jpg' }),
    sendChevereto(stage.url, { key, bytes, name: 'a.jpg' }),
  ])
  if (one.body.success) expect(other.body.error).toMatchObject({ message: 'Duplicated upload', code: 101 })
  else expect([one.body.code, other.status]).toEqual(['image_repeated', 200])
  await expectSound(stage, 1)
})

test.each(databases)('equal bytes of different people are each their own, on %s', async (database) => {
  await using stage = await openStage({ database })
  const people = [await stage.person(), await stage.person(), await stage.person()]
  const bytes = await distinctJpeg(3)
  // One name for all: Chevereto's door keeps it, so these want one and the same file.
  const sending = people.map(({ key }) => sendChevereto(stage.url, { key, bytes, name: 'same name.jpg' }))
  const answers = await Promise.all(sending)
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
  expect(new Set(answers.map((answer) => answer.body.image?.url)).size).toBe(3)
  await expectSound(stage, 3)
})

/** So many rows, each with its files, no other files, and quotas that add up. */
async function expectSound(stage: Stage, count: number): Promise<void> {
  const rows = await stage.app.db.selectFrom('media').select('total_size').execute()
  expect(rows).toHaveLength(count)
  for await (const damage of findDamaged(stage.app)) expect(damage).toBeUndefined()
  // Younger than nothing: every file is looked at.
  for await (const keys of findOrphans(stage.app, -60_000)) expect(keys).toEqual([])
  const users = await stage.app.db.selectFrom('users').select('bytes_used').execute()
  const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
  expect(total(users.map((user) => user.bytes_used))).toBe(total(rows.map((row) => row.total_size)))
  expect(await stage.leftBehind()).toEqual([])
}
