import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deleteMedia } from '../../src/core/media.ts'
import { fileKeys } from '../../src/core/media-rows.ts'
import { sweep } from '../../src/core/sweep.ts'
import type { Media } from '../../src/core/words.ts'
import { startWorker } from '../../src/core/worker.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage, type Stage } from '../stage.ts'

/** Bytes go after their row, by a job that may be cut off anywhere and then runs again. */
describe.each(databases)('removal of bytes on %s', (database) => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openStage({ database })
  })
  afterEach(() => stage[Symbol.asyncDispose]())

  const place = (name: string): Promise<Media> =>
    placeMedia(stage.app, { bytes: noise(1000), thumb: noise(100), wishes: { filename: name } })

  test('that runs again, since it was killed, takes nothing from a file of the same name', async () => {
    const { store } = stage.app
    const first = await place('cat.jpg')
    await deleteMedia(stage.app, first)
    // As the job does, before it is killed.
    await store.remove(fileKeys(first))
    const second = await place('cat.jpg')
    await stage.drain()
    for (const key of fileKeys(second)) expect(await store.stat(key)).toBeDefined()
  })

  test('leaves an address that caches know to nobody else', async () => {
    const first = await place('cat.jpg')
    await deleteMedia(stage.app, first)
    await stage.drain()
    const second = await place('cat.jpg')
    expect(second.folder).toBe(first.folder)
    expect(second.name).toMatch(/^cat[0-9a-f]{16}$/)
  })

  test('by the sweep takes only what no row names', async () => {
    const { store } = stage.app
    const [kept, lost] = [await place('cat.jpg'), await place('dog.jpg')]
    await stage.app.db.deleteFrom('media').where('id', '=', lost.id).execute()
    expect(await sweep(stage.app, { minAge: -60_000 })).toMatchObject({ orphans: 2 })
    for (const key of fileKeys(kept)) expect(await store.stat(key)).toBeDefined()
    for (const key of fileKeys(lost)) expect(await store.stat(key)).toBeUndefined()
  })

  test('is left to the next start when the server stops', async () => {
    for (const name of ['a', 'b', 'c']) await deleteMedia(stage.app, await place(`${name}.jpg`))
    const running = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const remove = async (keys: readonly string[]) => {
      running.resolve()
      await goOn.promise
      await stage.app.store.remove(keys)
    }
    const worker = startWorker({ ...stage.app, store: { ...stage.app.store, remove } })
    await running.promise
    const stopped = worker[Symbol.asyncDispose]()
    goOn.resolve()
    await stopped
    const left = await stage.app.db
      .selectFrom('jobs')
      .select('id')
      .where('kind', '=', 'remove-files')
      .execute()
    expect(left).toHaveLength(2)
  })
})
