import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { sampleGif } from '../pictures.ts'
import { openBrowser, type Visitor } from './browser.ts'
import {
  choose,
  items,
  newPicture,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  shownMedia,
  visitHome,
} from './uploading.ts'

/** Four quarters of 100 × 60 in one colour each: red and green above, blue and white below. */
async function quarters(): Promise<Buffer> {
  const corner = (colour: string) =>
    sharp({ create: { width: 100, height: 60, channels: 3, background: colour } })
      .png()
      .toBuffer()
  const [green, blue, white] = await Promise.all(['#00ff00', '#0000ff', '#ffffff'].map(corner))
  return sharp({ create: { width: 200, height: 120, channels: 3, background: '#ff0000' } })
    .composite([
      { input: green ?? Buffer.alloc(0), left: 100, top: 0 },
      { input: blue ?? Buffer.alloc(0), left: 0, top: 60 },
      { input: white ?? Buffer.alloc(0), left: 100, top: 60 },
    ])
    .png()
    .toBuffer()
}

describe('editing before the upload', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  let picture: Buffer
  beforeAll(async () => {
    picture = await quarters()
  })

  /** Opens the editor of a picture of its own. */
  const edit = async (visitor: Visitor, name: string) => {
    const { page } = visitor
    await visitor.open('/')
    // A chunk of its own text makes each picture's bytes new.
    const bytes = await sharp(picture)
      .withMetadata({ exif: { IFD0: { ImageDescription: name } } })
      .png()
      .toBuffer()
    await choose(page, [await folder.write(name, bytes)])
    await page.getByText('200 × 120').waitFor()
    await page.getByRole('button', { name: `Edit ${name}` }).click()
    await page.locator('cropper-selection').waitFor({ state: 'attached' })
    return page
  }
  /** What the server got: size, and the colours of corners, clockwise from the upper left. */
  const uploaded = async (visitor: Visitor) => {
    const { page } = visitor
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await send(page)
    await results(page).waitFor()
    const [media] = await shownMedia(page, stage)
    const file = await (await page.request.get(media?.file.url ?? '')).body()
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    const at = (x: number, y: number) =>
      data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3).toString('hex')
    const [right, bottom] = [info.width - 2, info.height - 2]
    return {
      width: info.width,
      height: info.height,
      corners: [at(1, 1), at(right, 1), at(right, bottom), at(1, bottom)],
    }
  }
  const [red, green, blue, white] = ['ff0000', '00ff00', '0000ff', 'ffffff']

  test('a quarter turn, and back', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'turn.png')
    await page.getByRole('button', { name: 'Rotate right' }).click()
    await page.getByRole('button', { name: 'Rotate right' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    expect(await uploaded(visitor)).toEqual({ width: 120, height: 200, corners: [blue, red, green, white] })
    expect(visitor.complaints).toEqual([])
  })

  test('flipped sideways', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'flip.png')
    await page.getByRole('button', { name: 'Flip sideways' }).click()
    expect(await uploaded(visitor)).toEqual({ width: 200, height: 120, corners: [green, red, blue, white] })
  })

  test('cropped by numbers to the lower right quarter', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'crop.png')
    for (const [label, value] of [
      ['Width of the crop', '100'],
      ['Height of the crop', '60'],
      ['X', '100'],
      ['Y', '60'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(value)
      await page.getByLabel(label, { exact: true }).press('Tab')
    }
    expect(await uploaded(visitor)).toEqual({ width: 100, height: 60, corners: [white, white, white, white] })
  })

  test('cropped by dragging a corner, then to a square', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'drag.png')
    const box = await page.locator('cropper-selection').boundingBox()
    if (!box) throw new Error('nothing to drag')
    // A grip is hit 24 pixels within the picture, where its own edge cuts off the rest.
    await page.mouse.move(box.x + box.width - 22, box.y + box.height - 22)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 - 22, box.y + box.height / 2 - 22, { steps: 6 })
    await page.mouse.up()
    const width = Number(await page.getByLabel('Width of the crop').inputValue())
    expect(width).toBeGreaterThan(90)
    expect(width).toBeLessThan(112)
    await page.getByLabel('Shape of the crop').selectOption('1:1')
    const square = await uploaded(visitor)
    expect(square.width).toBe(square.height)
    expect(square.corners[0]).toBe(red)
  })

  test('made smaller: the other side follows', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'small.png')
    await page.getByLabel('Width', { exact: true }).fill('50')
    await page.getByLabel('Width', { exact: true }).press('Tab')
    expect(await page.getByLabel('Height', { exact: true }).inputValue()).toBe('30')
    expect(await uploaded(visitor)).toMatchObject({ width: 50, height: 30 })
  })

  test('straightened: no corner is empty', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'tilt.png')
    await page.getByLabel('Straighten').fill('10')
    expect(await uploaded(visitor)).toEqual({ width: 200, height: 120, corners: [red, green, white, blue] })
  })

  test('reset uploads what was chosen', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const page = await edit(visitor, 'reset.png')
    await page.getByRole('button', { name: 'Rotate right' }).click()
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    expect(await uploaded(visitor)).toEqual({ width: 200, height: 120, corners: [red, green, white, blue] })
  })

  test('fields of one, of all, and of the whole queue; Back closes', async () => {
    const person = await stage.person()
    await using visitor = await visitHome({ stage, browser }, person)
    const { page } = visitor
    await choose(page, await newPictures(folder, 3))
    await expect.poll(() => items(page).count()).toBe(3)
    await page.getByText('Options for all files').click()
    await page.getByLabel('Visibility').selectOption({ label: 'Public' })
    await page.getByRole('button', { name: 'Edit picture-1.png' }).click()
    expect(page.url()).toContain('?edit=1')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title').fill('Gate')
    await dialog.getByLabel('Description').fill('In the fog')
    await dialog.getByRole('combobox', { name: 'Tags' }).fill('fog, gate,')
    await dialog.getByLabel('Album').selectOption({ label: 'New album…' })
    const making = page.getByRole('dialog', { name: 'New album' })
    await making.getByLabel('Name').fill('Fog')
    await making.getByRole('button', { name: 'Create' }).click()
    await making.waitFor({ state: 'hidden' })
    await dialog.getByRole('button', { name: 'Apply fields to all 3' }).click()
    await dialog.getByRole('button', { name: 'Next' }).click()
    await dialog.getByText('2 of 3').waitFor()
    await dialog.getByLabel('Title').fill('Second')
    await dialog.getByLabel('Visibility').selectOption({ label: 'Private' })
    await dialog.getByLabel('Not safe for work').selectOption({ label: 'Yes' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Edit picture-3.png' }).click()
    await dialog.waitFor()
    await page.goBack()
    await dialog.waitFor({ state: 'hidden' })
    expect(page.url()).not.toContain('edit')
    await send(page)
    await page.getByText('Uploaded content added to Fog.').waitFor()
    const media = await shownMedia(page, stage)
    expect(
      media.map(({ title, visibility, nsfw, tags, album }) => [title, visibility, nsfw, tags, album?.name]),
    ).toEqual([
      ['Gate', 'public', false, ['fog', 'gate'], 'Fog'],
      ['Second', 'private', true, ['fog', 'gate'], 'Fog'],
      ['picture 3', 'public', false, ['fog', 'gate'], 'Fog'],
    ])
    await page.getByRole('button', { name: 'Make an album' }).click()
    await page.getByLabel('Name of the album').fill('Mist')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('Uploaded content added to Mist.').waitFor()
    expect(visitor.complaints).toEqual([])
  })

  test('what moves keeps its pixels, and says why', async () => {
    await using visitor = await browser.visitor({ url: stage.url, locale: 'zh-CN' })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, [await folder.write('moving.gif', await sampleGif({ frames: 3 }))])
    await page.getByRole('button', { name: '编辑 moving.gif' }).click()
    await page.getByText('动图将原样上传：裁剪或缩放会使其失去动画。').waitFor()
    expect(await page.locator('cropper-selection').count()).toBe(0)
  })

  test('wide pictures are made narrower when that is chosen for all', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, [
      await folder.write('wide.png', await newPicture({ width: 900, height: 300 })),
      await folder.write('narrow.png', await newPicture({ width: 300, height: 300 })),
    ])
    await page.getByText('900 × 300').waitFor()
    await page.getByText('300 × 300').waitFor()
    await page.getByText('Options for all files').click()
    await page.getByLabel('Make wide pictures narrower').selectOption({ label: 'to 640 px' })
    await send(page)
    await results(page).waitFor()
    expect((await shownMedia(page, stage)).map(({ width }) => width)).toEqual([640, 300])
  })
})
