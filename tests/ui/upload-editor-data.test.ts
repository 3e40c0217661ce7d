import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { samplePhoto, sampleVideo } from '../pictures.ts'
import { sendMedia } from '../wire/native-client.ts'
import { openBrowser, type View, type Visitor } from './browser.ts'
import { choose, openBusyStage, openFolder, results, send, shownMedia } from './uploading.ts'

describe('what a file carries, before and after, and posters', () => {
  /** Nothing is taken out unless somebody wishes it. */
  const stage = fixture(() => openBusyStage({ environment: { METADATA: 'keep' } }))
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)

  const edit = async (visitor: Visitor, name: string, bytes: Buffer) => {
    const { page } = visitor
    await visitor.open('/')
    await choose(page, [await folder.write(name, bytes)])
    await page.getByRole('button', { name: new RegExp(`(Edit|编辑) ${name}`) }).click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    return { page, dialog }
  }
  /** Saves, sends, and answers the one media that came of it. */
  const upload = async ({ page }: Visitor, on = stage) => {
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await send(page)
    await results(page).waitFor()
    const [media] = await shownMedia(page, on)
    if (!media) throw new Error('nothing was uploaded')
    const bytes = async (url = media.file.url) => (await page.request.get(new URL(url, on.url).href)).body()
    return { media, bytes }
  }
  const exifOf = async (bytes: Buffer) => (await sharp(bytes).metadata()).exif?.toString('latin1') ?? ''
  /** 52° 31′ as rationals of a little-endian block. */
  const place = Buffer.from([52, 0, 0, 0, 1, 0, 0, 0, 31]).toString('latin1')
  const newPhoto = async (width: number, type: 'jpeg' | 'png' | 'webp' | 'avif' = 'jpeg') => {
    const photo = await samplePhoto({ exif: true, width, height: 200 })
    return type === 'jpeg' ? photo : sharp(photo).keepMetadata()[type]().toBuffer()
  }

  test.each([
    ['jpeg', 300],
    ['png', 301],
    ['webp', 302],
    ['avif', 303],
  ] as const)(
    'the camera data of a %s is shown, with a word about its place, which goes if told to',
    async (type, width) => {
      await using visitor = await browser.visitor({ url: stage.url })
      const { dialog } = await edit(visitor, `photo.${type}`, await newPhoto(width, type))
      await dialog.getByText('This photo says where it was taken.').waitFor()
      await dialog.getByText('(52.5200, 13.4000)').waitFor()
      await dialog.getByText('4 entries of the camera').click()
      const rows = await dialog.getByRole('row').allInnerTexts()
      expect(rows.map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
        'Camera Acme Box 1',
        'Taken 2024-05-06 07:08:09',
        'Aperture f/2.8',
        'Description A gate in the fog',
      ])
      expect(await dialog.getByText('That is removed.').count()).toBe(0)
      await dialog.getByText('Remove location').click()
      await dialog.getByText('That is removed.').waitFor()
      const { bytes, media } = await upload(visitor)
      expect(media.title).toBe('photo')
      const exif = await exifOf(await bytes())
      expect([exif.includes('Acme'), exif.includes(place)]).toEqual([true, false])
      expect(visitor.complaints).toEqual([])
    },
  )

  test('all of it goes, also when the same file was sent before with all of it', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const photo = await newPhoto(310)
    await edit(visitor, 'whole.jpg', photo)
    const before = await upload(visitor)
    expect(await exifOf(await before.bytes())).toContain(place)
    const { dialog } = await edit(visitor, 'whole.jpg', photo)
    await dialog.getByText('Remove all of it').click()
    const after = await upload(visitor)
    expect(after.media.id).not.toBe(before.media.id)
    expect(await exifOf(await after.bytes())).toBe('')
  })

  test.each([
    ['strip-all', '本站会在上传时移除全部附带信息。', []],
    ['strip-location', '本站会在上传时移除拍摄地点。', ['移除位置', '全部移除']],
  ] as const)('where the site takes it out by itself (%s) it says so', async (METADATA, said, choices) => {
    await using other = await openBusyStage({ environment: { METADATA } })
    await using visitor = await browser.visitor({ url: other.url, locale: 'zh-CN' } satisfies View)
    const { dialog } = await edit(visitor, 'site.jpg', await newPhoto(320))
    await dialog.getByText(said).waitFor()
    await dialog.getByText('上传时会移除。').waitFor()
    expect(await dialog.locator('label:has(input[type=radio])').allInnerTexts()).toEqual([...choices])
  })

  test('the picture as it came is seen while a button or B is held', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page, dialog } = await edit(visitor, 'turned.jpg', await newPhoto(330))
    const button = dialog.getByRole('button', { name: 'Show the original' })
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Rotate right' }).click()
    const isWide = () =>
      dialog.locator('canvas').evaluate((canvas) => canvas.clientWidth > canvas.clientHeight)
    await expect.poll(isWide).toBe(false)
    await button.hover()
    await page.mouse.down()
    await expect.poll(isWide).toBe(true)
    await dialog.getByText('Original', { exact: true }).waitFor()
    await page.mouse.up()
    await expect.poll(isWide).toBe(false)
    await page.keyboard.down('b')
    await expect.poll(isWide).toBe(true)
    await page.keyboard.up('b')
    await expect.poll(isWide).toBe(false)
    await dialog.getByText('All of it goes, because the picture is edited.').waitFor()
    const { media, bytes } = await upload(visitor)
    expect([media.width, media.height]).toEqual([200, 330])
    expect(await exifOf(await bytes())).not.toContain(place)
  })

  test("a film's poster is the picture at the second that was chosen", async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const film = await sampleVideo('webm', { seconds: 8 })
    const { page, dialog } = await edit(visitor, 'film.webm', film)
    const slider = dialog.getByLabel('Poster')
    await expect.poll(() => slider.inputValue()).toBe('2')
    await slider.fill('6.5')
    await dialog.getByText('6.5 / 0:08').waitFor()
    const { media, bytes } = await upload(visitor)
    const sent = async (fields: Record<string, string>) => {
      const { body } = await sendMedia(stage, { bytes: film, fields, name: 'film.webm' })
      return bytes(body.poster?.url)
    }
    const chosen = await bytes(media.poster?.url)
    expect(chosen.equals(await sent({ posterAt: '6.5' }))).toBe(true)
    expect(chosen.equals(await sent({ again: '1' }))).toBe(false)
    await page.getByRole('button', { name: 'Share film' }).click()
    const address = new URL(media.page, stage.url).href
    await dialog.getByRole('img', { name: `QR code of ${address}` }).waitFor()
    expect(await dialog.getByLabel('film', { exact: true }).inputValue()).toBe(address)
    expect(visitor.complaints).toEqual([])
  })
})
