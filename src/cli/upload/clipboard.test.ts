import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readClipboard } from './clipboard.ts'

let folder: string
let path: string | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-clipboard-'))
  path = process.env.PATH
})
afterEach(async () => {
  process.env.PATH = path
  await rm(folder, { recursive: true })
})

/** Puts a program of this name where programs are looked for first; `script` is of sh. */
async function install(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, name), 0o755)
  process.env.PATH = `${folder}:${path}`
}

/** As both programs of Linux do it: types are listed, and each is given. */
function offering(types: Record<string, string>): string {
  const cases = Object.entries(types).map(([type, content]) => `*${type}*) printf '%s' '${content}';;`)
  return `case "$*" in *TARGETS*|*list-types*) printf '%s\\n' ${Object.keys(types).join(' ')};; ${cases.join(' ')} esac`
}

describe.each([
  ['wl-paste', { WAYLAND_DISPLAY: 'wayland-0' }],
  ['xclip', { DISPLAY: ':0' }],
])('%s', (program, environment) => {
  const read = () => readClipboard(environment, { platform: 'linux' })

  test('a picture goes before what stands for it as text', async () => {
    await install(program, offering({ 'text/html': '<img>', 'image/png': 'PNG bytes', 'image/jpeg': 'no' }))
    expect(await read()).toEqual({ kind: 'picture', bytes: Buffer.from('PNG bytes'), extension: 'png' })
  })

  test('copied files are paths', async () => {
    const list = 'file:///home/ann/a%20cat.png\r\nfile:///b.png'
    await install(program, offering({ 'text/uri-list': list, 'text/plain': '/home/ann/a cat.png' }))
    expect(await read()).toEqual({ kind: 'files', paths: ['/home/ann/a cat.png', '/b.png'] })
  })

  test('text is text', async () => {
    await install(program, offering({ UTF8_STRING: ' https://example.com/a.png ' }))
    expect(await read()).toEqual({ kind: 'text', text: 'https://example.com/a.png' })
  })

  test('nothing copied is nothing; another failure is told in the words of the program', async () => {
    await install(program, 'echo "Nothing is copied" >&2; exit 1')
    expect(await read()).toBeUndefined()
    await install(program, 'echo "no such screen" >&2; exit 3')
    await expect(read()).rejects.toThrow(`${program}: no such screen`)
  })
})

test('under Wayland xclip helps out where it is installed alone', async () => {
  await install('xclip', offering({ 'image/png': 'x' }))
  process.env.PATH = folder
  await install('sh', 'exec /bin/sh "$@"')
  process.env.PATH = `${folder}:/bin`
  const clip = await readClipboard({ WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }, { platform: 'linux' })
  expect(clip).toMatchObject({ kind: 'picture' })
})

test('what is missing is told', async () => {
  process.env.PATH = folder
  await expect(readClipboard({ DISPLAY: ':0' }, { platform: 'linux' })).rejects.toThrow(
    'xclip is missing; install',
  )
  await expect(readClipboard({}, { platform: 'linux' })).rejects.toThrow('there is no screen')
  await expect(readClipboard({}, { platform: 'darwin' })).rejects.toThrow('osascript is missing')
  await expect(readClipboard({}, { platform: 'win32' })).rejects.toThrow('powershell is missing')
})

test('macOS tells a picture in hexadecimal, and files by their paths', async () => {
  await install(
    'osascript',
    `case "$*" in *info*) echo '«class PNGf», 4';; *PNGf*) echo '«data PNGf89504E47»';; esac`,
  )
  expect(await readClipboard({}, { platform: 'darwin' })).toEqual({
    kind: 'picture',
    bytes: Buffer.from('89504E47', 'hex'),
    extension: 'png',
  })
  await install(
    'osascript',
    `case "$*" in *info*) echo '«class furl», 20';; *POSIX*) echo '/Users/ann/a b.png';; esac`,
  )
  expect(await readClipboard({}, { platform: 'darwin' })).toEqual({
    kind: 'files',
    paths: ['/Users/ann/a b.png'],
  })
})

test('Windows tells what it is before what it holds', async () => {
  await install('powershell', "printf 'picture\\r\\niVBO\\r\\n'")
  expect(await readClipboard({}, { platform: 'win32' })).toEqual({
    kind: 'picture',
    bytes: Buffer.from('iVBO', 'base64'),
    extension: 'png',
  })
  await install('powershell', "printf 'files\\r\\nC:/a.png\\r\\nD:/b.png\\r\\n'")
  expect(await readClipboard({}, { platform: 'win32' })).toEqual({
    kind: 'files',
    paths: ['C:/a.png', 'D:/b.png'],
  })
})
