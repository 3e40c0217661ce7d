import { CompiledQuery, type KyselyPlugin, type RootOperationNode, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Album, AlbumList } from '../../src/dialects/native/wire-albums.ts'
import { albumRow } from '../album-row.ts'
import { type DatabaseName, databases, openStage, type Stage } from '../stage.ts'
import { call } from './native-client.ts'

describe.each(databases)('lists of many albums, on %s', (database) => {
  test('look at so many for one page and no more, and go on behind them', async () => {
    await using stage = await openStage({ database })
    const { user } = await stage.person()
    const rows = Array.from({ length: 6200 }, (_, at) => ({
      ...albumRow(`a${String(at).padStart(5, '0')}`, user.id),
      visibility: 'public',
    }))
    for (let at = 0; at < rows.length; at += 400) {
      await stage.app.db
        .insertInto('albums')
        .values(rows.slice(at, at + 400))
        .execute()
    }
    const search = async (after = '') =>
      (await call<AlbumList>(stage, `GET /api/albums?q=A00007${after && `&after=${after}`}`)).body
    const first = await search()
    expect([first.items, first.next]).toEqual([[], 'a01200'])
    const second = await search(first.next)
    expect([second.items.map(({ id }) => id), second.next]).toEqual([['a00007'], undefined])
    expect((await call<AlbumList>(stage, 'GET /api/albums?limit=5')).body).toMatchObject({ next: 'a06195' })
  })

  test('are found by indexes', async () => {
    await using stage = await openStage({ database })
    const me = await stage.person()
    const parent = await call<Album>(stage, 'POST /api/albums', { ...me, body: { name: 'Parent' } })
    const asked = questionsOf(stage)
    for (const query of [
      '',
      '?scope=mine',
      '?scope=mine&flat=1',
      `?parent=${parent.body.id}`,
      `?user=${me.name}`,
    ])
      expect(
        (await call(stage, `GET /api/albums${query}`, query.startsWith('?scope') ? me : {})).status,
      ).toBe(200)
    expect((await call(stage, `GET /api/albums/${parent.body.id}`)).status).toBe(200)
    const questions = asked().filter(({ sql }) => sql.includes('from "albums"'))
    expect(questions.length).toBeGreaterThan(8)
    for (const question of questions)
      expect(await planOf(stage, database, question)).not.toMatch(
        database === 'sqlite' ? /SCAN (albums|parents)/ : /Seq Scan on albums/,
      )
  })
})

/** Remembers every question to the database from now on. */
function questionsOf(stage: Stage): () => CompiledQuery[] {
  const { db } = stage.app
  const nodes: [RootOperationNode, Parameters<KyselyPlugin['transformQuery']>[0]['queryId']][] = []
  stage.app.db = db.withPlugin({
    transformQuery: ({ node, queryId }) => {
      nodes.push([node, queryId])
      return node
    },
    transformResult: async ({ result }) => result,
  })
  return () => nodes.map(([node, id]) => db.getExecutor().compileQuery(node, id))
}

/** How the database would find the answer, as text; where tables are this small PostgreSQL has to be asked for indexes. */
function planOf(stage: Stage, database: DatabaseName, question: CompiledQuery): Promise<string> {
  const explain = database === 'sqlite' ? 'explain query plan' : 'explain'
  return stage.app.db.transaction().execute(async (transaction) => {
    if (database === 'postgres') await sql`set local enable_seqscan = off`.execute(transaction)
    const { rows } = await transaction.executeQuery(
      CompiledQuery.raw(`${explain} ${question.sql}`, [...question.parameters]),
    )
    return JSON.stringify(rows)
  })
}
