import { chmod, mkdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findMedia } from '../../src/core/media.ts'
import { fileKey } from '../../src/core/media-rows.ts'
import type { Media } from '../../src/core/words.ts'
import { enqueue } from '../../src/database/queue.ts'
import { distinctJpeg } from '../distinct.ts'
import { temporaryFolder } from '../process.ts'
import { sendSmms } from '../sending.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { type } from '../typed.ts'

type Finding = { level: string; about: string; text: string }

/** The server runs all the while. */
describe.each(databases)('doctor on %s', (database) => {
  let stage: Stage
  let ann: Person
  let media: Media

  beforeEach(async () => {
    stage = await openStage({ database })
    ann = await stage.person()
    const { body } = await sendSmms(stage.url, {
      key: ann.key,
      bytes: await distinctJpeg(1),
      name: 'cat.jpg',
    })
    expect(body.success).toBe(true)
    media = await read()
  })
  afterEach(() => stage[Symbol.asyncDispose]())

  async function read(): Promise<Media> {
    const { id } = await stage.app.db.selectFrom('media').select('id').executeTakeFirstOrThrow()
    const found = await findMedia(stage.app, id)
    if (!found) throw new Error('no media')
    return found
  }

  async function examine(...options: string[]): Promise<{ code: number; findings: Finding[] }> {
    const environment = { DATA_DIR: stage.folder, DATABASE_URL: stage.app.config.databaseUrl }
    const { code, stdout } = await type(['doctor', '--json', ...options], { environment })
    const findings = (JSON.parse(stdout) as Finding[]).filter(
      ({ level }) => level === 'wrong' || level === 'repaired',
    )
    return { code, findings }
  }

  /** It is found, `--repair` puts it right, and then all is well. */
  async function expectRepaired(about: string, text: string | RegExp, ...options: string[]): Promise<void> {
    const words = typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text)
    expect(await examine(...options)).toEqual({ code: 1, findings: [{ level: 'wrong', about, text: words }] })
    const repaired = await examine('--repair', ...options)
    expect(repaired).toEqual({ code: 0, findings: [{ level: 'repaired', about, text: words }] })
    await stage.drain()
    expect(await examine(...options)).toEqual({ code: 0, findings: [] })
  }

  const pathOf = (key: string) => join(stage.folder, 'files', key)

  async function stray(key: string, age: number): Promise<string> {
    const path = pathOf(key)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'stray')
    const time = Date.now() / 1000 - age
    await utimes(path, time, time)
    return path
  }

  test('finds nothing wrong where nothing is', async () => {
    expect(await examine('--min-age', '0')).toEqual({ code: 0, findings: [] })
  })

  test('files without a row go once they are old enough', async () => {
    await stray('2020/01/01/old.png', 7200)
    const young = await stray('2020/01/02/young.png', 60)
    await expectRepaired('files', '2020/01/01/old.png')
    expect(await readFile(young, 'utf8')).toBe('stray')
    await expectRepaired('files', '2020/01/02/young.png', '--min-age', '30')
  })

  test.each(['missing', 'damaged'])('a %s rendition is made again', async (how) => {
    const path = pathOf(fileKey(media, 'thumb'))
    const bytes = await readFile(path)
    if (how === 'missing') await rm(path)
    else await truncate(path, 10)
    await expectRepaired('rows', fileKey(media, 'thumb'))
    expect(await readFile(path)).toEqual(bytes)
    expect(await read()).toEqual(media)
  })

  test('a lost original stays in the list until somebody says otherwise', async () => {
    await rm(pathOf(fileKey(media)))
    const lost = [{ level: 'wrong', about: 'rows', text: expect.stringContaining('cat.jpg) is lost') }]
    expect(await examine()).toEqual({ code: 1, findings: lost })
    expect(await examine('--repair')).toEqual({ code: 1, findings: lost })
    const removed = await examine('--repair', '--remove-lost')
    expect(removed).toMatchObject({ code: 0, findings: [{ level: 'repaired', about: 'rows' }] })
    await stage.drain()
    expect(await examine('--min-age', '0')).toEqual({ code: 0, findings: [] })
    await expect(stat(pathOf(fileKey(media, 'thumb')))).rejects.toThrow('ENOENT')
  })

  test('an original of another size is told and never touched', async () => {
    await truncate(pathOf(fileKey(media)), 100)
    expect(await examine('--repair', '--remove-lost')).toMatchObject({
      code: 1,
      findings: [{ level: 'wrong', about: 'rows' }],
    })
    expect((await stat(pathOf(fileKey(media)))).size).toBe(100)
  })

  test('a quota that does not add up', async () => {
    await stage.app.db.updateTable('users').set({ bytes_used: 5 }).execute()
    await expectRepaired('quotas', `(5 and ${media.totalSize} bytes)`)
    const row = await stage.app.db.selectFrom('users').select('bytes_used').executeTakeFirst()
    expect(row).toEqual({ bytes_used: media.totalSize })
  })

  test('a media without a thumb is told, which is nothing wrong, and tried again', async () => {
    const { thumb, ...others } = media.renditions
    await rm(pathOf(fileKey(media, 'thumb')))
    const total_size = media.totalSize - (thumb?.size ?? 0)
    await stage.app.db
      .updateTable('media')
      .set({ renditions: JSON.stringify(others), total_size })
      .execute()
    await stage.app.db.updateTable('users').set({ bytes_used: total_size }).execute()
    expect(await examine()).toEqual({ code: 0, findings: [] })
    expect(await examine('--repair')).toMatchObject({
      code: 0,
      findings: [{ level: 'repaired', about: 'thumbs' }],
    })
    await stage.drain()
    expect(await read()).toEqual(media)
  })

  test('what uploads left behind', async () => {
    const folder = join(stage.folder, 'staging', '99999999-abcdef-1')
    await mkdir(folder)
    await utimes(folder, 1, 1)
    await expectRepaired('staging', '1 folder left behind')
  })

  test('others must neither read the secret nor write the data', async () => {
    await chmod(join(stage.folder, 'secret'), 0o644)
    await expectRepaired('permissions', 'secret could be read or written by others (mode 644)')
    await chmod(stage.folder, 0o777)
    await expectRepaired('permissions', 'could be written by others (mode 777)')
    expect((await stat(stage.folder)).mode & 0o777).toBe(0o700)
  })

  test('jobs that fail are told; jobs that wait for a server are no fault', async () => {
    const now = Date.now()
    await enqueue(stage.app.db, now, { kind: 'derive', payload: { id: 'x' }, runAt: now - 3_600_000 })
    expect(await examine()).toEqual({ code: 0, findings: [] })
    await stage.app.db.updateTable('jobs').set({ error: 'Error: it broke', attempts: 3 }).execute()
    expect(await examine()).toEqual({
      code: 1,
      findings: [{ level: 'wrong', about: 'jobs', text: 'derive failed 3 times: Error: it broke' }],
    })
  })
})

test('an address of a database that is unreachable and has no host is told without its password', async () => {
  await using folder = await temporaryFolder()
  const environment = {
    DATA_DIR: folder.path,
    DATABASE_URL: `postgres://ann:topsecret@/db?host=${folder.path}`,
  }
  const { code, stdout, stderr } = await type(['doctor'], { environment })
  expect(code).toBe(1)
  expect(stdout).toContain('1 thing wrong.')
  expect(stdout + stderr).not.toContain('topsecret')
})
