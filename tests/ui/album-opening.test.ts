import { expect, test } from 'vitest'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { openStage } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'
import { signIn } from './library-scene.ts'
import { makeAlbum, sendLandscapes } from './people-scene.ts'

test('what is moved into a public album becomes public when that is said', async () => {
  await using stage = await openStage()
  await using browser = await openBrowser()
  const person = await stage.person()
  const album = await makeAlbum(stage, person, { name: 'For all', visibility: 'public' })
  const media = await sendLandscapes(stage, person, ['First', 'Second'])
  await using visitor = await browser.visitor({ url: stage.url })
  const { page } = visitor
  await signIn(stage, visitor, person)
  await visitor.open('/my')
  const move = async (title: string, isOpened: boolean) => {
    await page.getByRole('button', { name: `Select ${title}` }).click()
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog')
    const box = dialog.getByRole('checkbox', { name: 'Make them public as well' })
    await box.waitFor()
    if (isOpened) await box.check()
    await dialog.getByRole('button', { name: album.name }).click()
    await page.getByText(`moved to ${album.name}`).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('toolbar').waitFor({ state: 'detached' })
  }
  await move('First', false)
  await move('Second', true)
  const now = media.map(
    async ({ id }) => (await call<Media>(stage, `GET /api/media/${id}`, person)).body.visibility,
  )
  expect(await Promise.all(now)).toEqual(['link', 'public'])
})
