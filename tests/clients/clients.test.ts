import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetch } from 'undici'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { addressOf, runClient, runNomi, runPicGo, type Surroundings } from './client.ts'
import { openTlsFront, type TlsFront } from './tls-front.ts'
import { openGround, type Picture } from './trial.ts'

/**
 * Programs that nobody is given a configuration for: what their own settings can say leads them here, and those whose
 * host is fixed come by a proxy. Each uploads a picture, downloads it by the address it was told, compares the bytes,
 * and deletes it. tests/clients/connect.test.ts has the others.
 */
const diverted = ['s.ee', 'sm.ms', 'smms.app', 'api.imgbb.com', 'freeimage.host']
const front: TlsFront = fixture(() => openTlsFront(() => ground.stage.url, diverted))
const ground = fixture(() => openGround('http'))

type Settings = { uploader: string; values: object; plugin?: string; proxy?: string }

/** A PicGo's settings file, with what people enter in its window. */
function settings({ uploader, values, plugin, proxy = '' }: Settings): string {
  const picBed = { uploader, current: uploader, proxy, [uploader]: values }
  return JSON.stringify({ picBed, picgoPlugins: plugin === undefined ? {} : { [plugin]: true } })
}

let runs = 0
const picgo = ({ file, folder }: Picture, module: string, config: string, surroundings: Surroundings = {}) =>
  runPicGo({ module, config, file, folder: join(folder, `run${++runs}`) }, surroundings)

async function compareAndDelete(url: string, bytes: Buffer): Promise<void> {
  const { site, person } = ground
  const got = await fetch(url)
  expect(got.status).toBe(200)
  expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
  const history = await fetch(`${site.url}/api/v2/upload_history`, { headers: { authorization: person.key } })
  const { data } = (await history.json()) as { data: { url: string; hash: string }[] }
  const mine = data.find((media) => media.url === url)
  const deleted = await fetch(`${site.url}/api/v2/delete/${mine?.hash}?hash=${mine?.hash}&format=json`)
  expect(await deleted.json()).toMatchObject({ success: true, message: 'File delete success.' })
  expect((await fetch(url)).status).toBe(404)
}

describe('SM.MS speakers', () => {
  const smms = (token: string) => settings({ uploader: 'smms', values: { token, backupDomain: front.host } })

  test.each(['picgo150', 'picgo1', 'picgo2', 'picgo3', 'piclist'])(
    '%s shows the address that is there when the picture was sent before',
    async (module) => {
      const picture = await ground.picture()
      const config = smms(ground.person.key)
      const url = addressOf(await picgo(picture, module, config, front))
      expect(addressOf(await picgo(picture, module, config, front))).toBe(url)
      await compareAndDelete(url, picture.bytes)
    },
  )

  test.each(['picgo150', 'picgo1', 'picgo2', 'picgo3', 'piclist'])(
    '%s with a wrong key is told so',
    async (module) => {
      const answer = await picgo(await ground.picture(), module, smms('wrong'), front)
      expect(JSON.stringify(answer)).not.toMatch(/imgUrl":"http/)
      expect(JSON.stringify([answer.error, answer.problems])).toMatch(
        /key|authorization|Upload failed|upload/i,
      )
    },
  )

  test('picgo with smms-user, whose host is fixed', async () => {
    const picture = await ground.picture()
    const plugin = 'picgo-plugin-smms-user'
    const values = { Authorization: ground.person.key }
    const config = settings({ uploader: 'smms-user', values, plugin, proxy: front.proxy })
    const url = addressOf(await picgo(picture, 'picgo1', config, { ca: front.ca }))
    expect(front.asked).toContain('smms.app')
    await compareAndDelete(url, picture.bytes)
  })

  test('nomi-smms-upload, whose host is fixed', async () => {
    const { file, folder, bytes } = await ground.picture()
    const [told] = await runNomi({ file, token: ground.person.key, folder: join(folder, 'own') }, front)
    await compareAndDelete(told?.url ?? '', bytes)
  })
})

test.each(['picgo2', 'picgo3'])("%s as it comes, with S.EE's token", async (module) => {
  const picture = await ground.picture()
  const config = settings({ uploader: 'smms', values: { token: ground.person.key }, proxy: front.proxy })
  const url = addressOf(await picgo(picture, module, config, { ca: front.ca }))
  expect(front.asked).toContain('s.ee')
  await compareAndDelete(url, picture.bytes)
})

describe('Chevereto and ImgBB speakers', () => {
  test.each(['picgo150', 'picgo1', 'picgo3'])(
    '%s with web-uploader, the key in the form before the file',
    async (module) => {
      const picture = await ground.picture()
      const values = {
        url: `${ground.site.url}/api/1/upload`,
        paramName: 'source',
        jsonPath: 'image.url',
        customHeader: '',
        customBody: JSON.stringify({ key: ground.person.key, format: 'json' }),
      }
      const config = settings({ uploader: 'web-uploader', values, plugin: 'picgo-plugin-web-uploader' })
      await compareAndDelete(addressOf(await picgo(picture, module, config)), picture.bytes)
    },
  )

  test('picgo with custom-uploader, which takes the whole answer for the address', async () => {
    const picture = await ground.picture()
    const values = {
      url: `${ground.site.url}/api/1/upload?format=txt`,
      needFileNameUrl: false,
      postFileName: 'source',
      headers: JSON.stringify({ 'X-API-Key': ground.person.key }),
      jsonPath: '',
    }
    const config = settings({ uploader: 'custom-uploader', values, plugin: 'picgo-plugin-custom-uploader' })
    // PicGo 1.5 gives plug-ins of former years every answer as JSON, and this one shows it as it is: in quotes.
    const url = JSON.parse(addressOf(await picgo(picture, 'picgo1', config)))
    await compareAndDelete(url, picture.bytes)
  })

  type Image = { url: string; delete_url: string }
  test.each([
    ['Chevereto', () => ({ cheveretoHost: ground.site.url })],
    ['ImgBB, whose host is fixed,', () => ({})],
  ])('imgbb-uploader in its mode for %s sends base64', async (_name, host) => {
    const { file, bytes } = await ground.picture()
    const options = { apiKey: ground.person.key, imagePath: file, ...host() }
    const { output, error } = await runClient({ client: 'imgbb', options }, front)
    expect(error).toBeUndefined()
    const image = (output as { image: Image }).image?.delete_url
      ? (output as { image: Image }).image
      : (output as Image)
    const got = await fetch(image.url)
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
    const deleted = await fetch(image.delete_url, { headers: { accept: '*/*' } })
    expect(await deleted.text()).toContain('File is deleted')
    expect((await fetch(image.url)).status).toBe(404)
  })

  // Plug-ins that the registry has no more are stood in for by the request that they are known to send.
  test('as the plug-in freeimagehost asks: urlencoded, base64', async () => {
    const { bytes } = await ground.picture()
    const form = {
      key: ground.person.key,
      action: 'upload',
      source: bytes.toString('base64'),
      format: 'json',
    }
    const init = { method: 'POST', body: new URLSearchParams(form) }
    const answer = await fetch(`${ground.site.url}/api/1/upload`, init)
    const { status_code, image } = (await answer.json()) as { status_code: number; image: Image }
    expect(status_code).toBe(200)
    await compareAndDelete(image.url, bytes)
  })

  test('as plug-ins for Chevereto ask: a slash at the end, the key behind the file', async () => {
    const { file, bytes } = await ground.picture()
    const parts = ['-F', 'source=@-;filename=a.png', '-F', `key=${ground.person.key}`, '-F', 'format=json']
    const curl = promisify(execFile)('curl', ['-sS', ...parts, `${ground.site.url}/api/1/upload/`])
    curl.child.stdin?.end(await readFile(file))
    const { status_code, image } = JSON.parse((await curl).stdout) as { status_code: number; image: Image }
    expect(status_code).toBe(200)
    await compareAndDelete(image.url, bytes)
  })
})

test.each(['picgo150', 'picgo1', 'picgo3'])('%s with lsky-uploader', async (module) => {
  const picture = await ground.picture()
  const values = { Url: ground.site.url, Token: ground.person.key }
  const config = settings({ uploader: 'lsky-uploader', values, plugin: 'picgo-plugin-lsky-uploader' })
  await compareAndDelete(addressOf(await picgo(picture, module, config)), picture.bytes)
})
