import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
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
