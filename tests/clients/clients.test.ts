import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Person, type Stage } from '../stage.ts'
import { type Answer, type Order, runClient } from './client.ts'
import { openTlsFront, type TlsFront } from './tls-front.ts'

/**
 * The programs that people use, led here by nothing but their own settings. Each uploads a picture, downloads it by
 * the address it was told, compares the bytes, and deletes it.
 */
let stage: Stage
let front: TlsFront
let person: Person
let folder: string
let pictures = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-clients-'))
  front = await openTlsFront(() => stage.url)
  stage = await openStage()
  person = await stage.person()
})

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]()
  await front?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** A picture that nobody has sent before. */
async function picture(): Promise<{ file: string; bytes: Buffer }> {
  const background = { r: ++pictures, g: 120, b: 200 }
  const bytes = await sharp({ create: { width: 60 + pictures, height: 40, channels: 3, background } })
    .png()
    .toBuffer()
  const file = join(folder, `picture ${pictures} 图.png`)
  await writeFile(file, bytes)
  return { file, bytes }
}

function picgo(
  module: string,
  settings: { file: string; uploader: string; picBed: object; plugin?: string },
): Order {
  const { file, uploader, picBed, plugin } = settings
  const configFile = join(folder, `${module}-${pictures}.json`)
  const config = { picBed: { uploader, current: uploader, transformer: 'path', ...picBed } }
  return { client: 'picgo', module, configFile, config, file, ...(plugin && { plugin }) }
}

/** The address that a PicGo told its user. */
function addressOf(answer: Answer): string {
  expect(answer.error).toBeUndefined()
  const [first] = answer.output as { imgUrl: string }[]
  expect(first?.imgUrl, JSON.stringify(answer)).toMatch(/^http/)
  return first?.imgUrl ?? ''
}

async function downloadAndDelete(url: string, bytes: Buffer): Promise<void> {
  const got = await fetch(url)
  expect(got.status).toBe(200)
  expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
  const history = await fetch(`${stage.url}/api/v2/upload_history`, {
    headers: { Authorization: person.key },
  })
  const { data } = (await history.json()) as { data: { url: string; hash: string }[] }
  const mine = data.find((media) => media.url === url)
  const deleted = await fetch(`${stage.url}/api/v2/delete/${mine?.hash}?hash=${mine?.hash}&format=json`)
  expect(await deleted.json()).toMatchObject({ success: true, message: 'File delete success.' })
  expect((await fetch(url)).status).toBe(404)
}

describe('SM.MS speakers', () => {
  test.each(['picgo1', 'picgo2', 'picgo3', 'piclist'])(
    '%s with its own smms, over TLS 1.2',
    async (module) => {
      const { file, bytes } = await picture()
      const smms = { token: person.key, backupDomain: front.host }
      const order = picgo(module, { file, uploader: 'smms', picBed: { smms } })
      const url = addressOf(await runClient(order, front.ca))
      // The same file again: the client shows the address that is there already.
      expect(addressOf(await runClient(order, front.ca))).toBe(url)
      await downloadAndDelete(url, bytes)
    },
  )

  test.each(['picgo1', 'picgo3', 'piclist'])('%s with a wrong key is told so', async (module) => {
    const { file } = await picture()
    const smms = { token: 'wrong', backupDomain: front.host }
    const answer = await runClient(picgo(module, { file, uploader: 'smms', picBed: { smms } }), front.ca)
    expect(JSON.stringify(answer)).not.toMatch(/imgUrl":"http/)
    expect(JSON.stringify([answer.error, answer.problems])).toMatch(/key|authorization|Upload failed|upload/i)
  })

  test.each(['picgo1', 'picgo3'])(
    '%s with the web-uploader plug-in speaks SM.MS over plain http',
    async (module) => {
      const { file, bytes } = await picture()
      const web = {
        url: `${stage.url}/api/v2/upload`,
        paramName: 'smfile',
        jsonPath: 'data.url',
        customHeader: JSON.stringify({ Authorization: person.key }),
        customBody: '',
      }
      const plugin = 'picgo-plugin-web-uploader'
      const order = picgo(module, { file, uploader: 'web-uploader', picBed: { 'web-uploader': web }, plugin })
      await downloadAndDelete(addressOf(await runClient(order)), bytes)
    },
  )
})

describe('Chevereto speakers', () => {
  test('web-uploader with the key in the form before the file', async () => {
    const { file, bytes } = await picture()
    const web = {
      url: `${stage.url}/api/1/upload`,
      paramName: 'source',
      jsonPath: 'image.url',
      customHeader: '',
      customBody: JSON.stringify({ key: person.key, format: 'json' }),
    }
    const plugin = 'picgo-plugin-web-uploader'
    const order = picgo('picgo1', { file, uploader: 'web-uploader', picBed: { 'web-uploader': web }, plugin })
    await downloadAndDelete(addressOf(await runClient(order)), bytes)
  })

  test('imgbb-uploader in its Chevereto mode: a file as base64, then deleted by delete_url', async () => {
    const { file, bytes } = await picture()
    const options = { apiKey: person.key, cheveretoHost: stage.url, imagePath: file }
    const { output, error } = await runClient({ client: 'imgbb', options })
    expect(error).toBeUndefined()
    const answer = output as {
      image?: { url: string; delete_url: string }
      url?: string
      delete_url?: string
    }
    const image = answer.image ?? answer
    const got = await fetch(image.url ?? '')
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
    const deleted = await fetch(image.delete_url ?? '', { headers: { accept: '*/*' } })
    expect(await deleted.text()).toContain('File is deleted')
    expect((await fetch(image.url ?? '')).status).toBe(404)
  })
})
