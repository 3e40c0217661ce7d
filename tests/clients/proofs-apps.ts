import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { FormData } from 'undici'
import { expect } from 'vitest'
import { addressOf, runPicGo } from './client.ts'
import { runShareX } from './sharex.ts'
import { fieldsOf, fileOf, type Proof, sh, shellFor, type Trial } from './trial.ts'

/** The settings file is the program's own; lankong deletes by itself. */
function picgo(module: string, { deletes = false } = {}): Proof {
  return async ({ ground: { ca }, way, folder, file }) => {
    const told = { module, config: fileOf(way).text, file, folder: join(folder, module), removed: deletes }
    const answer = await runPicGo({ ...told, removed: false }, { ca })
    const remove = async () => {
      const again = await runPicGo({ ...told, folder: join(folder, 'again') }, { ca })
      expect(addressOf(again)).toBe(addressOf(answer))
    }
    return { url: addressOf(answer), ...(deletes && { remove }) }
  }
}

/** Its deletion address is opened by whoever wants that; thumbnails are pictures. */
const sharex: Proof = async ({ ground, way, file, bytes }) => {
  const sxcu = fileOf(way)
  expect(sxcu.name).toMatch(/\.sxcu$/)
  const { url, thumbnail, deletion, error } = await runShareX(ground, sxcu.text, {
    name: basename(file),
    bytes,
  })
  expect(error).toBe('')
  const thumb = await ground.fetch(thumbnail)
  expect(thumb.headers.get('content-type')).toMatch(/^image\//)
  await thumb.arrayBuffer()
  return { url, remove: () => ground.fetch(deletion).then((answer) => answer.text()) }
}

/** https://github.com/gee1k/uPic: the file before the other parts; only 2xx is read; a path of names and places. */
const upic: Proof = async ({ ground, way, file, bytes }) => {
  const hosts = JSON.parse(fileOf(way).text) as string[]
  const { type, data } = JSON.parse(hosts[0] ?? '')
  expect([hosts.length, type]).toEqual([1, 'custom'])
  const form = new FormData()
  form.append(data.field, new File([new Uint8Array(bytes)], basename(file), { type: 'image/png' }))
  for (const { key, value } of data.bodys) form.append(key, value)
  const headers = data.headers.map(({ key, value }: { key: string; value: string }) => [key, value])
  const answer = await ground.fetch(data.url, {
    method: data.method,
    headers: Object.fromEntries(headers),
    body: form,
  })
  expect(answer.ok).toBe(true)
  const path = JSON.parse(data.resultPath) as string[]
  const found = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], await answer.json())
  return { url: `${found}${data.suffix}` }
}

/** Flameshot writes the picture to its output; what the script copies and what it prints are the same. */
const flameshot: Proof = async (trial) => {
  const { way, folder, file } = trial
  const script = join(folder, fileOf(way).name)
  await writeFile(script, fileOf(way).text, { mode: 0o700 })
  const shown = join(folder, 'shown.png')
  await writeFile(shown, await readFile(file))
  const env = await shellFor(trial, {
    flameshot: `[ "$*" = "gui --raw" ] && cat ${JSON.stringify(shown)}`,
    xclip: `[ "$*" = "-selection clipboard" ] && cat > ${JSON.stringify(join(folder, 'copied'))}`,
  })
  const url = await sh(JSON.stringify(script), folder, env)
  expect(await readFile(join(folder, 'copied'), 'utf8')).toBe(url)
  // Somebody who changes their mind uploads nothing.
  await writeFile(shown, '')
  expect(await sh(JSON.stringify(script), folder, env)).toBe('')
  return { url }
}

/** ksnip runs the script with the picture's path and reads what it prints. */
const ksnip: Proof = async (trial) => {
  const { way, folder, file } = trial
  await writeFile(join(folder, 'it'), file)
  return { url: await runScript(trial, fileOf(way), '"$(cat it)"') }
}

/** A script that lies where its way says, run with what stands for its arguments in sh. */
export async function runScript(
  trial: Trial,
  { name, text }: { name: string; text: string },
  args: string,
): Promise<string> {
  await writeFile(join(trial.folder, name), text, { mode: 0o700 })
  return sh(`./${name} ${args}`, trial.folder, await shellFor(trial))
}

/** Apple's "Get Contents of URL" with a form, then "Get Dictionary Value" by a path of keys. */
const shortcuts: Proof = async ({ ground, way, file, bytes }) => {
  const field = fieldsOf(way)
  const form = new FormData()
  form.append(field('Field key'), new File([new Uint8Array(bytes)], basename(file), { type: 'image/png' }))
  const headers = { [field('Header key')]: field('Header text') }
  const answer = await ground.fetch(field('URL'), { method: field('Method'), headers, body: form })
  const path = field('Dictionary key').split('.')
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], await answer.json())
  return { url: String(found) }
}

export const appProofs: Readonly<Record<string, Readonly<Record<string, Proof>>>> = {
  'picgo/smms': {
    'picgo 1.5.0': picgo('picgo150'),
    'picgo 1.5': picgo('picgo1'),
    'picgo 2': picgo('picgo2'),
    'picgo 3': picgo('picgo3'),
  },
  'picgo/web-uploader': {
    'picgo 1.5.0': picgo('picgo150'),
    'picgo 1.5': picgo('picgo1'),
    'picgo 2': picgo('picgo2'),
    'picgo 3': picgo('picgo3'),
  },
  'picgo/lankong': {
    'picgo 1.5.0': picgo('picgo150', { deletes: true }),
    'picgo 1.5': picgo('picgo1', { deletes: true }),
    'picgo 3': picgo('picgo3'),
  },
  'piclist/smms': { piclist: picgo('piclist') },
  'piclist/web-uploader': { piclist: picgo('piclist') },
  'piclist/lankong': { piclist: picgo('piclist', { deletes: true }) },
  'sharex/native': { sxcu: sharex },
  'sharex/chevereto': { sxcu: sharex },
  'sharex/smms': { sxcu: sharex },
  'upic/smms': { import: upic },
  'flameshot/script': { sh: flameshot },
  'ksnip/script': { sh: ksnip },
  'shortcuts/share': { steps: shortcuts },
}
