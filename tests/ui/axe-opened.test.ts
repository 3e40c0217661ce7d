import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { violationsOf } from './axe.ts'
import { paint } from './paintings.ts'
import type { Who } from './places.ts'
import type { Scene } from './scene.ts'
import { openWorld } from './world.ts'

type Opened = { name: string; who: Who; path(scene: Scene): string; act(page: Page): Promise<void> }

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page) => page.getByRole('dialog').first().waitFor()
const viewer = ({ pictures }: Scene) => pictures[0]?.page ?? ''

/** Menus and dialogs of the main pages, and how one comes to them. */
const opened: readonly Opened[] = [
  { name: 'language', who: 'guest', path: () => '/', act: (page) => button(page, 'Language').click() },
  { name: 'theme', who: 'guest', path: () => '/', act: (page) => button(page, 'Appearance').click() },
  {
    name: 'account',
    who: 'mara',
    path: () => '/my',
    act: (page) => page.getByRole('button', { name: /^Account: / }).click(),
  },
  {
    name: 'keys',
    who: 'mara',
    path: () => '/my',
    act: async (page) => {
      await page.keyboard.press('?')
      await dialog(page)
    },
  },
  {
    name: 'filters',
    who: 'mara',
    path: () => '/my',
    act: (page) => page.getByText('Filter', { exact: true }).click(),
  },
  { name: 'selection', who: 'mara', path: () => '/my', act: choose },
  {
    name: 'moving',
    who: 'mara',
    path: () => '/my',
    act: async (page) => {
      await choose(page)
      await page.keyboard.press('m')
      await dialog(page)
    },
  },
  {
    name: 'new album',
    who: 'mara',
    path: () => '/my/albums',
    act: async (page) => {
      await button(page, 'New album').click()
      await dialog(page)
    },
  },
  {
    name: 'sharing an album',
    who: 'mara',
    path: ({ albums }) => albums.alps.page,
    act: async (page) => {
      await button(page, 'Share').click()
      await dialog(page)
    },
  },
  { name: 'sharing a picture', who: 'guest', path: viewer, act: (page) => button(page, 'Share').click() },
  {
    name: 'report',
    who: 'guest',
    path: viewer,
    act: async (page) => {
      await button(page, 'Report this content').click()
      await dialog(page)
    },
  },
  {
    name: 'details',
    who: 'mara',
    path: viewer,
    act: async (page) => {
      await page.getByRole('main').getByRole('button', { name: 'Edit', exact: true }).click()
      await dialog(page)
    },
  },
  { name: 'queue', who: 'mara', path: () => '/', act: queue },
  {
    name: 'editor',
    who: 'mara',
    path: () => '/',
    act: async (page) => {
      await queue(page)
      await button(page, 'Edit dusk.jpg').click()
      await dialog(page)
    },
  },
]

describe('axe finds nothing in what opens', () => {
  const world = fixture(openWorld)

  test.each(opened)('$name', async ({ who, path, act }) => {
    await using visitor = await world.visitorAs(who)
    await visitor.open(path(world.scene))
    await act(visitor.page)
    await visitor.page.waitForLoadState('networkidle')
    expect(await violationsOf(visitor.page)).toEqual([])
  })
})

async function choose(page: Page): Promise<void> {
  await page.getByRole('grid').getByRole('link').first().focus()
  await page.keyboard.press('Space')
  await page.getByText('1 selected').first().waitFor()
}

async function queue(page: Page): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-queue-'))
  try {
    const file = join(folder, 'dusk.jpg')
    await writeFile(file, await paint(130, 1200, 800))
    await page.locator('[data-upload="files"]').setInputFiles(file)
    await page.getByRole('main').locator('img').first().waitFor()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
