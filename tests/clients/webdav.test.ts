import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { distinctPng } from '../distinct.ts'
import { openStage } from '../stage.ts'

/** What the test asks of npm's `webdav`, which lies with the other programs. */
type Client = {
  putFileContents(path: string, bytes: Buffer): Promise<boolean>
  getFileContents(path: string): Promise<Uint8Array>
  createDirectory(path: string): Promise<void>
  moveFile(from: string, to: string): Promise<void>
  copyFile(from: string, to: string): Promise<void>
  deleteFile(path: string): Promise<void>
  exists(path: string): Promise<boolean>
  lock(path: string): Promise<{ token: string }>
  unlock(path: string, token: string): Promise<void>
  getQuota(): Promise<{ used: number; available: number }>
  getDirectoryContents(
    path: string,
  ): Promise<{ filename: string; type: string; size: number; mime?: string }[]>
}
type Library = { createClient(url: string, options: { username: string; password: string }): Client }

async function loadLibrary(): Promise<Library> {
  const programs = join(import.meta.dirname, 'programs', 'package.json')
  return import(pathToFileURL(createRequire(programs).resolve('webdav')).href)
}

test('webdav of npm: files and folders are written, told, moved, copied, locked and deleted', async () => {
  await using stage = await openStage()
  const { key, name } = await stage.person()
  const { createClient } = await loadLibrary()
  const client = createClient(`${stage.url}/dav/`, { username: name, password: key })
  const bytes = distinctPng(1, 'webdav')
  expect(await client.putFileContents('/猫 & co.png', bytes)).toBe(true)
  await client.createDirectory('/Holiday #1')
  await client.moveFile('/猫 & co.png', '/Holiday #1/a?.png')
  await client.copyFile('/Holiday #1/a?.png', '/back.png')
  expect(await client.getDirectoryContents('/')).toMatchObject([
    { filename: '/Holiday #1', type: 'directory' },
    { filename: '/back.png', type: 'file', size: bytes.length, mime: 'image/png' },
  ])
  expect(await client.getDirectoryContents('/Holiday #1')).toMatchObject([{ filename: '/Holiday #1/a?.png' }])
  for (const path of ['/Holiday #1/a?.png', '/back.png']) {
    expect(Buffer.from(await client.getFileContents(path)).equals(bytes)).toBe(true)
  }
  const { token } = await client.lock('/back.png')
  await client.unlock('/back.png', token)
  expect((await client.getQuota()).used).toBeGreaterThan(bytes.length)
  await client.deleteFile('/back.png')
  await client.deleteFile('/Holiday #1')
  expect(await client.exists('/back.png')).toBe(false)
  expect(await client.getDirectoryContents('/')).toEqual([])
  const wrong = createClient(`${stage.url}/dav/`, { username: name, password: 'wrong' })
  await expect(wrong.exists('/')).rejects.toMatchObject({ status: 401 })
  expect(await stage.leftBehind()).toEqual([])
})

test('curl: a file goes up and comes back', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  const folder = await mkdtemp(join(tmpdir(), 'webdav-curl-'))
  try {
    const file = join(folder, 'cat.png')
    const bytes = distinctPng(2, 'webdav')
    await writeFile(file, bytes)
    const run = promisify(execFile)
    const sent = await run('curl', [
      '-sS',
      '-w',
      '%{http_code}',
      '-u',
      `x:${key}`,
      '-T',
      file,
      `${stage.url}/dav/`,
    ])
    expect(sent.stdout).toBe('201')
    const got = await run('curl', ['-sS', '-u', `x:${key}`, `${stage.url}/dav/cat.png`], {
      encoding: 'buffer',
    })
    expect(got.stdout.equals(bytes)).toBe(true)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
