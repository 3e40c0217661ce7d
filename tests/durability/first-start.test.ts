import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { openApp } from '../../src/app.ts'
import { dataPaths, readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/database/database.ts'
import { userAdd } from '../commands/place.ts'
import { run, startServer, temporaryFolder } from '../process.ts'
import { databases } from '../stage.ts'
import { type } from '../typed.ts'

test.each(databases)('several programs may be the first, on %s', async (database) => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const url = database === 'postgres' ? await emptyDatabase(stack) : ''
  const environment = { DATA_DIR: folder.path, DATABASE_URL: url }
  const names = ['ann', 'bob', 'cid']
  const adding = names.map((name) => run(userAdd(name), { environment, input: 'correct horse' }))
  await using server = await startServer({ environment })
  for (const added of await Promise.all(adding)) expect(added).toMatchObject({ code: 0 })
  const users: { name: string }[] = JSON.parse(
    (await type(['user', 'list', '--json'], { environment })).stdout,
  )
  expect(users.map((user) => user.name).sort()).toEqual(names)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
})

test('tables are made all or none, so that a start that was cut off can be tried again', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'tintype.db')
  using stack = new DisposableStack()
  const database = stack.adopt(new SQLite(file), (open) => open.close())
  // The last table that is made stands in the way.
  database.exec('CREATE TABLE settings (in_the_way text)')
  await expect(openDatabase({ file })).rejects.toThrow('already exists')
  expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'groups'").all()).toEqual([])
  database.exec('DROP TABLE settings')
  const db = await openDatabase({ file })
  expect(await db.selectFrom('groups').select('id').orderBy('id').execute()).toHaveLength(3)
  await db.destroy()
})

test('whoever comes second makes no secret, so that a full disk does not keep the doctor out', async () => {
  await using folder = await temporaryFolder()
  const config = readConfig({ DATA_DIR: folder.path })
  const open = async () => {
    await using app = await openApp(config)
    return app.config.secret
  }
  const secret = await open()
  // Where a secret would be written first.
  await mkdir(`${dataPaths(config).secret}.${process.pid}`)
  expect(await open()).toBe(secret)
})

test('a store that cannot be opened leaves no database open', async () => {
  await using folder = await temporaryFolder()
  const config = readConfig({ DATA_DIR: folder.path })
  await writeFile(dataPaths(config).files, 'in the way')
  await expect(openApp(config)).rejects.toThrow('EEXIST')
  // SQLite removes its log with the last connection.
  expect((await readdir(folder.path)).sort()).toEqual(['files', 'secret', 'tintype.db'])
})

test("in a folder that others may read, the database and the secret are nobody else's", async () => {
  await using folder = await temporaryFolder()
  const config = readConfig({ DATA_DIR: folder.path })
  await chmod(folder.path, 0o755)
  await using _app = await openApp(config)
  for (const name of ['secret', 'tintype.db', 'tintype.db-wal', 'tintype.db-shm']) {
    expect((await stat(join(folder.path, name))).mode & 0o077, name).toBe(0)
  }
})

/** The address of a PostgreSQL database without any table, dropped when the stack is disposed. */
async function emptyDatabase(stack: AsyncDisposableStack): Promise<string> {
  const server = inject('postgres')
  const name = `first_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  stack.defer(() => client.end())
  await client.query(`CREATE DATABASE ${name}`)
  stack.defer(async () => {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
  })
  return `${server}/${name}`
}
