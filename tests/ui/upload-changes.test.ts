import { beforeAll, describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { fixture } from '../fixture.ts'
import type { Person } from '../stage.ts'
import { openBrowser, type Visitor } from './browser.ts'
import {
  bigPicture,
  choose,
  holdUploads,
  items,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  stored,
  visitHome,
} from './uploading.ts'

describe('changing what is on its way', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  beforeAll(async () => {
    for (const id of ['guests', 'members'])
      await changeGroup(stage.app, id, { field: 'max-file-bytes', value: '100000000' })
  })

  const visit = (person?: Person) => visitHome({ stage, browser }, person)
  const queued = async ({ page }: Visitor, paths: readonly string[]) => {
    await choose(page, paths)
    await expect.poll(() => items(page).count()).toBe(paths.length)
  }
  const titled = async (title: string) => (await stored(stage)).filter((media) => media.title === title)

  test('a file whose editor is open waits for it; what is sent already is changed on the server', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await queued(visitor, await newPictures(folder, 5))
    const held = await holdUploads(page)
    await send(page)
    await expect.poll(() => held.waiting()).toBe(3)
    await page.getByRole('button', { name: 'Edit picture-4.png' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title').fill('While others went')
    await held.release()
    await expect.poll(async () => (await stored(stage)).length).toBe(4)
    expect((await stored(stage)).map(({ originalName }) => originalName)).not.toContain('picture-4.png')
    // The one before has been sent meanwhile.
    await dialog.getByRole('button', { name: 'Previous' }).click()
    await dialog.getByText('3 of 5').waitFor()
    await dialog.getByLabel('Title').fill('Afterwards')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await results(page).waitFor()
    expect(await titled('While others went')).toMatchObject([{ originalName: 'picture-4.png' }])
    await expect.poll(() => titled('Afterwards')).toMatchObject([{ originalName: 'picture-3.png' }])
    // Nothing of it comes back.
    await visitor.open('/')
    await expect.poll(() => page.evaluate(`localStorage.getItem('tintype-queue')`)).toBeNull()
    expect(await page.getByText('left from last time').count()).toBe(0)
    expect(visitor.complaints).toEqual([])
  })

  test('a large file: what is changed during a pause holds', async () => {
    await using visitor = await visit()
    const { page } = visitor
    await queued(visitor, [await folder.write('late.bmp', bigPicture(20_000_000))])
    const held = await holdUploads(page, 'PATCH')
    await send(page)
    await expect.poll(() => held.waiting()).toBe(1)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await held.release()
    await page.getByRole('button', { name: 'Edit late.bmp' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title').fill('Named late')
    await dialog.getByRole('combobox', { name: 'Tags' }).fill('late,')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect(await titled('Named late')).toMatchObject([{ originalName: 'late.bmp', tags: '["late"]' }])
  })

  test('a large file whose album goes while it is sent is sent again without it', async () => {
    const person = await stage.person()
    await using visitor = await visit(person)
    const { page } = visitor
    const headers = { authorization: person.key }
    const made = await page.request.post(`${stage.url}/api/albums`, { headers, data: { name: 'Gone' } })
    const { id } = await made.json()
    await queued(visitor, [await folder.write('lost-album.bmp', bigPicture(17_000_000))])
    await page.getByText('Options for all files').click()
    await page.getByLabel('Album', { exact: true }).selectOption({ label: 'Gone' })
    const held = await holdUploads(page, 'PATCH')
    await send(page)
    await expect.poll(() => held.waiting()).toBe(1)
    await page.request.delete(`${stage.url}/api/albums/${id}`, { headers })
    await held.release()
    await page.getByText('There is no such album, or it is not yours', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Change and try again' }).click()
    await page.getByText('Options for all files').click()
    await page.getByLabel('Album', { exact: true }).selectOption({ label: 'No album' })
    await send(page)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect(await titled('lost album')).toHaveLength(1)
  })

  test('one file is an exception to what holds for all', async () => {
    const person = await stage.person()
    await using visitor = await visit(person)
    const { page } = visitor
    const data = { name: 'Everything' }
    await page.request.post(`${stage.url}/api/albums`, { headers: { authorization: person.key }, data })
    await queued(visitor, await newPictures(folder, 2))
    await page.getByText('Options for all files').click()
    await page.getByLabel('Album', { exact: true }).selectOption({ label: 'Everything' })
    await page.getByLabel('Not safe for work').check()
    await page.getByRole('combobox', { name: 'Tags' }).fill('fog, gate,')
    await page.getByRole('button', { name: 'Edit picture-1.png' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Not safe for work').selectOption({ label: 'No' })
    expect(await dialog.getByLabel('Album').locator('option').first().textContent()).toBe(
      'As for all (Everything)',
    )
    await dialog.getByLabel('Album').selectOption({ label: 'No album' })
    await dialog.getByRole('button', { name: 'Remove fog' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await send(page)
    await results(page).waitFor()
    const rows = await stage.app.db
      .selectFrom('media')
      .select(['original_name', 'nsfw', 'tags', 'album_id'])
      .where('user_id', '=', person.user.id)
      .orderBy('original_name')
      .execute()
    expect(rows).toEqual([
      { original_name: 'picture-1.png', nsfw: 0, tags: '["gate"]', album_id: null },
      { original_name: 'picture-2.png', nsfw: 1, tags: '["fog","gate"]', album_id: expect.any(String) },
    ])
  })
})
