import { expect, test } from 'vitest'
import { type Database, transact } from '../src/database/database.ts'
import { openStage } from './stage.ts'

/** Deleting a media and sending its bytes again lock the same rows in opposite orders. */
test('transactions that stand in each other’s way both go through, on postgres', async () => {
  await using stage = await openStage({ database: 'postgres' })
  const { db } = stage.app
  const lock = (transaction: Database, id: string) =>
    transaction.updateTable('groups').set({ naming: 'random' }).where('id', '=', id).execute()
  const bothHoldOne = Promise.withResolvers<void>()
  let holding = 0
  let attempts = 0
  const cross = (first: string, second: string) =>
    transact(db, async (transaction) => {
      attempts++
      await lock(transaction, first)
      if (++holding === 2) bothHoldOne.resolve()
      await bothHoldOne.promise
      await lock(transaction, second)
      return first
    })
  expect(await Promise.all([cross('guests', 'members'), cross('members', 'guests')])).toEqual([
    'guests',
    'members',
  ])
  expect(attempts).toBeGreaterThan(2)
})
