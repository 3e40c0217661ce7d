import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { codeOf, subjectOf } from '../../web/src/embed/codes.ts'
import { samplePhoto, sampleVideo } from '../pictures.ts'
import { type Desk, linesOf, openDesk } from './uploading.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${desk.stage.url}/api/${path}`, {
    headers: { authorization: desk.person.key, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  expect(answer.ok).toBe(true)
  return (await answer.json()) as Answer
}

describe('what is known already', () => {
  const wishes = [
    ...['--title', 'A *sea*', '--description', 'far  away', '--tags', 'Sea,blue', '--expires', '7d'],
    ...['--visibility', 'private', '--nsfw', '--width', '300', '--album', 'summer'],
  ]

  test('and is not as wished is told on standard error; its address is printed as ever', async () => {
    await writeFile(join(desk.folder, 'known.jpg'), await samplePhoto({ width: 900, height: 600 }))
    await desk.files('new.png')
    await ask('albums', { name: 'Summer', visibility: 'private' })
    const first = await desk.tintype(['upload', 'known.jpg'])
    const again = await desk.tintype(['upload', 'known.jpg', 'new.png', ...wishes.slice(0, 4)])
    expect(again).toMatchObject({
      code: 0,
      stderr: 'known.jpg: was there before and stays as it is; not done: --title, --description\n',
    })
    expect(linesOf(again.stdout)[0]).toBe(first.stdout.trim())
    const all = await desk.tintype(['upload', 'known.jpg', ...wishes, '--quiet', '--format', 'json'])
    expect(all.stderr).toBe(
      'known.jpg: was there before and stays as it is; not done: --title, --description, --tags, --album, --visibility, --nsfw, --width, --expires\n',
    )
    expect(JSON.parse(all.stdout)).toMatchObject({ source: 'known.jpg', repeated: true })
    expect(JSON.parse(all.stdout)).not.toHaveProperty('unmet')
  })

  test('and is as wished is no matter', async () => {
    await writeFile(join(desk.folder, 'wished.jpg'), await samplePhoto({ width: 960, height: 600 }))
    const first = await desk.tintype(['upload', 'wished.jpg', ...wishes])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const again = await desk.tintype(['upload', 'wished.jpg', ...wishes])
    expect(again).toEqual(first)
    expect(await desk.tintype(['upload', 'wished.jpg'])).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('codes are those of the pages', () => {
  test.each([
    ['film.mp4', () => sampleVideo('mp4')],
    ['picture.jpg', () => samplePhoto({ width: 920, height: 600 })],
  ])('%s', async (name, bytes) => {
    await writeFile(join(desk.folder, name), await bytes())
    const title = 'My [best] *sea* <"&\'> 1_2'
    const typed = ['upload', name, '--title', title]
    const { stdout } = await desk.tintype([...typed, '--template', '{id}'])
    const media = await ask<Media>(`media/${stdout.trim()}`)
    expect(media.type === 'video').toBe(media.poster !== undefined)
    const subject = subjectOf(media, desk.stage.url)
    for (const target of ['direct', 'page'] as const) {
      for (const format of ['url', 'markdown', 'html', 'bbcode'] as const) {
        const printed = await desk.tintype([...typed, '--link', target, '--format', format])
        expect(printed).toMatchObject({ code: 0, stderr: '' })
        expect(printed.stdout).toBe(`${codeOf(subject, { target, format })}\n`)
      }
    }
  })
})
