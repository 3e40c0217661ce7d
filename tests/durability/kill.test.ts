import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { fileKeys, toMedia } from '../../src/core/media-rows.ts'
import { openPlace, type Place, userAdd } from '../commands/place.ts'
import { distinctJpeg, distinctPng } from '../distinct.ts'
import { type ServerProcess, startServer } from '../process.ts'
import { sendSmms } from '../sending.ts'
import { databases } from '../stage.ts'

const uploads = 200
const atOnce = 6
/** The server is killed after about so many uploads, again and again until all are through. */
const uploadsPerLife = 60

/** What the server has acknowledged: bytes by path, until their deletion was asked for. */
type Promised = { kept: Map<string, Buffer>; deleted: Set<string> }

test.each(databases)(
  'kill -9 during 200 uploads loses nothing that was acknowledged and leaves nothing behind, on %s',
  async (database) => {
    await using place = await openPlace(database)
    const key = await makeKey(place)
    const promised: Promised = { kept: new Map(), deleted: new Set() }
    const waiting = Array.from({ length: uploads }, (_file, number) => number)
    while (waiting.length > 0) {
      await using server = await startServer({ environment: place.environment })
      const killAfter = 1 + Math.floor(Math.random() * uploadsPerLife)
      await sendUntilKilled({ server, key, waiting, killAfter }, promised)
      await server.ended
    }
    expect(promised.kept.size + promised.deleted.size).toBeGreaterThan(uploads * 0.8)
    await using server = await startServer({ environment: place.environment })
    await checkPromises(server, promised)
    expect(await place.run(['doctor', '--repair', '--min-age', '0'])).toMatchObject({ code: 0 })
    expect(await readdir(join(place.folder, 'staging'))).toEqual([])
    await checkFilesAgainstRows(place)
    await checkPromises(server, promised)
    expect(await place.run(['doctor', '--min-age', '0'])).toMatchObject({ code: 0 })
  },
  240_000,
)

async function makeKey(place: Place): Promise<string> {
  await place.type(userAdd('ann'), 'correct horse')
  await place.type(['group', 'set', 'members', 'uploads-per-minute', '100000'])
  await place.type(['group', 'set', 'members', 'uploads-per-hour', '100000'])
  return (await place.type(['key', 'add', 'ann', '--name', 'tests'])).stdout.trim()
}

type Life = { server: ServerProcess; key: string; waiting: number[]; killAfter: number }

/** Sends what waits until the server is killed; what was cut off waits again. */
async function sendUntilKilled({ server, key, waiting, killAfter }: Life, promised: Promised): Promise<void> {
  let answered = 0
  let killed = false
  const kill = (): void => {
    killed = true
    server.child.kill('SIGKILL')
  }
  const send = async (number: number): Promise<void> => {
    const bytes = number % 3 === 0 ? await distinctJpeg(number) : distinctPng(number)
    const name = `picture ${number}.${number % 3 === 0 ? 'jpg' : 'png'}`
    // What was recorded, but cut off before it was acknowledged, is a repeat now and comes with its data too.
    const sent = await sendSmms(server.url, { key, bytes, name }).catch((error: unknown) => {
      waiting.push(number)
      throw error
    })
    const { data } = sent.body
    if (!data) throw new Error(`${name} was refused`)
    promised.kept.set(data.path, bytes)
    answered++
    // Somewhere within the time that the next uploads take.
    if (answered === killAfter) setTimeout(kill, Math.random() * 60)
    if (number % 5 === 0) await remove(server, data, promised)
  }
  const sendAll = async (): Promise<void> => {
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      await send(number)
    }
  }
  const cutOff = (error: unknown): void => {
    // Only our own kill may end a conversation.
    if (!killed) throw error
  }
  await Promise.all(Array.from({ length: atOnce }, () => sendAll().catch(cutOff)))
  kill()
}

/** From the question on nobody knows whether it is there, until the answer says that it is gone. */
async function remove(
  server: ServerProcess,
  file: { hash: string; path: string },
  promised: Promised,
): Promise<void> {
  promised.kept.delete(file.path)
  const answer = await fetch(`${server.url}/api/v2/delete/${file.hash}`)
  expect(await answer.json()).toMatchObject({ success: true })
  promised.deleted.add(file.path)
}

async function checkPromises(server: ServerProcess, { kept, deleted }: Promised): Promise<void> {
  for (const [path, bytes] of kept) {
    const answer = await fetch(`${server.url}/images${path}`)
    expect(answer.status, path).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes), path).toBe(true)
  }
  for (const path of deleted) {
    const answer = await fetch(`${server.url}/images${path}`)
    expect(answer.status, path).toBe(404)
    await answer.body?.cancel()
  }
}

/** Reads both sides themselves, not through the doctor's eyes. */
async function checkFilesAgainstRows(place: Place): Promise<void> {
  await using app = await openApp(readConfig({ ...place.environment, LOG_LEVEL: 'silent' }))
  const rows = await app.db.selectFrom('media').selectAll().execute()
  const named = rows.flatMap((row) => fileKeys(toMedia(row))).sort()
  const entries = await readdir(join(place.folder, 'files'), { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(place.folder, 'files').length + 1))
  expect(files.sort()).toEqual(named)
  expect(rows.length).toBeGreaterThan(0)
}
