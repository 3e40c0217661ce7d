import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { distinctPng } from '../distinct.ts'
import { run, startServer, temporaryFolder } from '../process.ts'
import { sendSlowly, sendSmms } from '../sending.ts'
import { databases } from '../stage.ts'
import { openPlace, type Place, userAdd } from './place.ts'

const root = resolve(import.meta.dirname, '..', '..')

async function makeKey(place: Place): Promise<string> {
  await place.type(userAdd('ann', 'admin'), 'correct horse')
  return (await place.type(['key', 'add', 'ann', '--name', 'tests'])).stdout.trim()
}

describe.each(databases)('serve on %s', (database) => {
  test('says where it is, where the data lie and how to make the first account, and answers', async () => {
    await using place = await openPlace(database)
    await using server = await startServer({ environment: place.environment })
    await server.said('user add NAME --email ADDRESS --role admin')
    expect(server.stdout()).toMatch(new RegExp(`^  ${server.url}/setup\\?token=[A-Za-z0-9]{22}$`, 'm'))
    expect(server.stdout()).toContain(join(place.folder, 'files'))
    expect(server.stdout()).toContain(database === 'sqlite' ? join(place.folder, 'tintype.db') : 'PostgreSQL')
    const health = await fetch(`${server.url}/healthz`)
    expect(health.status).toBe(200)
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, signal: null })
  })

  test('accounts and keys made while it runs hold at once', async () => {
    await using place = await openPlace(database)
    await using server = await startServer({ environment: place.environment })
    expect(await place.run(userAdd('ann', 'admin'), 'correct horse')).toMatchObject({ code: 0 })
    const key = (await place.run(['key', 'add', 'ann', '--name', 'tests'])).stdout.trim()
    const sent = await sendSmms(server.url, { key, bytes: distinctPng(1), name: 'a.png' })
    expect(sent.body).toMatchObject({ success: true, code: 'success' })
    expect(await place.run(['doctor'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 media file\n'),
    })
    await place.run(['key', 'revoke', 'ann', 'tests'])
    const refused = await sendSmms(server.url, { key, bytes: distinctPng(2), name: 'b.png' })
    expect(refused.body).toMatchObject({ success: false, code: 'unauthorized' })
  })

  test('SIGTERM lets a running upload finish, takes no new one and ends with 0', async () => {
    await using place = await openPlace(database)
    const key = await makeKey(place)
    await using server = await startServer({ environment: place.environment })
    const bytes = distinctPng(3)
    const slow = sendSlowly(server.url, { key, bytes, name: 'slow.png' })
    await slow.half
    // The server has begun to read it: its staged folder is there.
    await staged(place)
    server.child.kill('SIGTERM')
    await server.said('Stopping')
    await refusesConnections(server.port)
    const sent = await slow.finish()
    expect(sent.body).toMatchObject({ success: true })
    expect(await server.ended).toMatchObject({ code: 0, signal: null })
    expect(await readdir(join(place.folder, 'staging'))).toEqual([])
    await using again = await startServer({ environment: place.environment })
    const path = sent.body.data?.path ?? ''
    const stored = await fetch(`${again.url}/images${path}`)
    expect(Buffer.from(await stored.arrayBuffer())).toEqual(bytes)
  })
})

test('a second signal ends it at once, with the code of the signal', async () => {
  await using place = await openPlace()
  const key = await makeKey(place)
  await using server = await startServer({ environment: place.environment })
  const slow = sendSlowly(server.url, { key, bytes: distinctPng(4), name: 'slow.png' })
  await slow.half
  await staged(place)
  server.child.kill('SIGINT')
  await server.said('Stopping')
  // Signals that follow at once are the same Ctrl-C, which npm passes on once more: only later ones count.
  const again = setInterval(() => server.child.kill('SIGINT'), 50)
  const ended = await server.ended
  clearInterval(again)
  expect(ended).toMatchObject({ code: 130 })
  await expect(slow.finish()).rejects.toThrow()
  await using after = await startServer({ environment: place.environment })
  expect(await readdir(join(place.folder, 'staging'))).toEqual([])
  expect(after.stdout()).not.toContain('user add')
  expect(after.stdout()).not.toContain('/setup')
})

test('a port that is taken is told, with code 1', async () => {
  await using place = await openPlace()
  await using server = await startServer({ environment: place.environment })
  await using other = await temporaryFolder()
  const environment = { DATA_DIR: other.path, PORT: String(server.port) }
  const ended = await run(['serve'], { environment })
  expect(ended).toMatchObject({ code: 1, stdout: '' })
  expect(ended.stderr).toMatch(/Another program listens there already .*choose another PORT/)
})

test('what an operator should know is told at the start', async () => {
  await using place = await openPlace()
  const environment = {
    ...place.environment,
    URL_ALLOW: 'intranet.example:8080',
    TRUST_PROXY: '0.0.0.0/0',
    PATH: '/nowhere',
  }
  await using server = await startServer({ environment })
  expect(server.stderr()).toContain('URL_ALLOW lets uploads by URL reach intranet.example:8080')
  expect(server.stderr()).toContain('TRUST_PROXY believes everybody')
  expect(server.stderr()).toContain('ffmpeg is not on PATH')
})

describe('npm start', () => {
  const npm = { command: ['npm'], args: ['start'], cwd: root, detached: true }

  test("SIGTERM to npm's own process ends the server too", async () => {
    await using place = await openPlace()
    await using server = await startServer({ ...npm, environment: place.environment })
    server.child.kill('SIGTERM')
    const ended = await server.ended
    expect(ended.stdout).toContain('Stopping')
    await refusesConnections(server.port)
    expect(ended.stderr).not.toContain('npm error')
  })

  test('Ctrl-C, which reaches npm and the server both, still lets a running upload finish', async () => {
    await using place = await openPlace()
    const key = await makeKey(place)
    await using server = await startServer({ ...npm, environment: place.environment })
    const slow = sendSlowly(server.url, { key, bytes: distinctPng(5), name: 'slow.png' })
    await slow.half
    await staged(place)
    process.kill(-server.pid, 'SIGINT')
    await server.said('Stopping')
    expect((await slow.finish()).body).toMatchObject({ success: true })
    await server.ended
    await refusesConnections(server.port)
  })
})

/** Resolves once an upload is being staged. */
async function staged(place: Place): Promise<void> {
  const folder = join(place.folder, 'staging')
  while ((await readdir(folder).catch(() => [])).length === 0) await new Promise(setImmediate)
}

/** Resolves once nobody listens on the port any more. */
async function refusesConnections(port: number): Promise<void> {
  for (;;) {
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(false)
      })
      socket.once('error', () => resolve(true))
    })
    if (refused) return
  }
}
