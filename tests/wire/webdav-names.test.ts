import { describe, expect, test } from 'vitest'
import { databases, type Person } from '../stage.ts'
import { newPicture, stageForAll, uploaded } from './smms-client.ts'
import { dav, davOf, hrefs } from './webdav-client.ts'

describe.each(databases)('names in WebDAV, on %s', (database) => {
  const stage = stageForAll(database)
  const as = ({ key }: Person) => ({
    ...davOf(stage, { key }),
    /** Uploads so many pictures of one name. */
    double: async (filename: string, count = 2) => {
      const pictures = await Promise.all(Array.from({ length: count }, newPicture))
      for (const bytes of pictures) await uploaded(stage, bytes, { key, filename })
      return pictures
    },
    /** What every address that a folder tells answers. */
    readAll: async (path = '') => {
      const told = await hrefs(stage, path, key)
      const files = told.filter((href) => !href.endsWith('/'))
      return Promise.all(files.map((href) => dav(stage, 'GET', href.replace('/dav/', ''), { key })))
    },
  })

  test('what is put over a name that occurs twice is what is read there; the other one stays', async () => {
    const { ask, double, readAll } = as(await stage.person())
    const [, second] = await double('image.png')
    const third = await newPicture()
    expect((await ask('PUT', 'image.png', { body: third })).status).toBe(204)
    expect((await ask('GET', 'image.png')).bytes.equals(third)).toBe(true)
    const all = await readAll()
    expect(all.map(({ bytes }) => bytes)).toEqual([second, third])
    expect((await ask('DELETE', 'image.png')).status).toBe(204)
    expect((await readAll()).map(({ bytes }) => bytes)).toEqual([second])
  })

  test('so is what is moved or copied over one, also where nothing goes to the trash', async () => {
    const person = await stage.person()
    const { ask, to, double, readAll } = as(person)
    for (const method of ['MOVE', 'COPY']) {
      await double(`${method}.png`, 3)
      const bytes = await newPicture()
      await ask('PUT', `new-${method}.png`, { body: bytes })
      const target = { headers: to(`${method}.png`) }
      expect((await ask(method, `new-${method}.png`, target)).status).toBe(204)
      expect((await ask('GET', `${method}.png`)).bytes.equals(bytes)).toBe(true)
    }
    const all = await readAll()
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200))
    expect(all).toHaveLength(3 + 4)
  })

  test('two who write one name at once: one of both is read there, and nothing is lost', async () => {
    const { ask, readAll } = as(await stage.person())
    const pictures = await Promise.all([newPicture(), newPicture(), newPicture()])
    const put = await Promise.all(pictures.map((body) => ask('PUT', 'race.png', { body })))
    expect(put.map(({ status }) => status >= 201 && status <= 204)).toEqual([true, true, true])
    const read = await ask('GET', 'race.png')
    expect(pictures.some((bytes) => bytes.equals(read.bytes))).toBe(true)
    for (const { status } of await readAll()) expect(status).toBe(200)
  })

  test('a file is found by the name that it was put by, however that is written', async () => {
    const { ask, readAll } = as(await stage.person())
    const written = [
      ['%20cat.png', 'cat.png'],
      ['dog.png%20', 'dog.png'],
      ['co%01w.png', 'cow.png'],
      ['fe%CC%81lin.png', 'f%C3%A9lin.png'],
      ['%C3%A9te%CC%81.png', 'e%CC%81t%C3%A9.png'],
      ['a%20%20%C2%A0b.png', 'a%20b.png'],
    ]
    for (const [name = '', other = ''] of written) {
      const body = await newPicture()
      expect((await ask('PUT', name, { body })).status).toBe(201)
      for (const each of [name, other]) {
        expect((await ask('GET', each)).bytes.equals(body)).toBe(true)
        expect((await ask('PUT', each, { body })).status).toBe(204)
      }
    }
    const all = await readAll()
    expect(all.map(({ status }) => status)).toEqual(written.map(() => 200))
  })

  test('a folder is found by the name that it was made by', async () => {
    const { ask, to, names } = as(await stage.person())
    expect((await ask('MKCOL', 'a%20%20b')).status).toBe(201)
    expect((await ask('MKCOL', 'a%20b')).status).toBe(405)
    expect((await ask('PUT', 'a%20%20b/x.png', { body: await newPicture() })).status).toBe(201)
    expect((await ask('MOVE', 'a%20%20b', { headers: to('%20c%09%20d%20') })).status).toBe(201)
    expect(await names('c%20d')).toEqual(['c d/', 'c d/x.png'])
    expect((await ask('MOVE', 'c%20d', { headers: to('.hid') })).status).toBe(403)
  })

  test('a name of nothing, too long, or wrongly written is refused, and leaves nothing', async () => {
    const { ask, to, names } = as(await stage.person())
    await ask('PUT', 'there.png', { body: await newPicture() })
    const long = `${'x'.repeat(300)}.png`
    for (const name of ['%20', '%00', '%20.%20', 'a%2Fb.png', '%ff.png', '100%.png', long]) {
      const body = await newPicture()
      const headers = to(name)
      const asked = [
        ask('PUT', name, { body }),
        ask('PUT', name, { body: '' }),
        ask('MKCOL', name),
        ask('COPY', 'there.png', { headers }),
        ask('MOVE', 'there.png', { headers }),
      ]
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
    }
    expect(await names()).toEqual(['', 'there.png'])
    const fits = encodeURIComponent(`${'猫'.repeat(251)}.png`)
    expect((await ask('PUT', fits, { body: await newPicture() })).status).toBe(201)
    expect((await ask('GET', fits)).status).toBe(200)
  })

  test('every address of a folder answers, whichever door its files came by', async () => {
    const person = await stage.person()
    const { readAll } = as(person)
    const odd = [
      '../../x/y.png',
      ' a  b.png',
      'e\u0301t\u00e9.png',
      'c\u0001d.png',
      '.',
      'plain.png',
      'plain.png',
    ]
    for (const name of odd) {
      const body = new FormData()
      body.append('image', new Blob([new Uint8Array(await newPicture())]), 'sent.png')
      body.append('name', name)
      const headers = { Authorization: `Bearer ${person.key}` }
      const sent = await fetch(`${stage.url}/3/image`, { method: 'POST', body, headers })
      expect(sent.status).toBe(200)
    }
    const list = await fetch(`${stage.url}/api/v2/upload_history`, {
      headers: { Authorization: person.key },
    })
    const { data } = (await list.json()) as { data: { filename: string }[] }
    expect(data.map(({ filename }) => filename).toReversed()).toEqual([
      ...['y.png', 'a b.png', '\u00e9t\u00e9.png', 'cd.png', 'sent.png', 'plain.png', 'plain.png'],
    ])
    const all = await readAll()
    expect(all.map(({ status }) => status)).toEqual(odd.map(() => 200))
  })

  test('a folder is told as a whole', async () => {
    const person = await stage.person()
    const { names } = as(person)
    const bytes = await newPicture()
    await uploaded(stage, bytes, { key: person.key, filename: 'first.png' })
    const { db } = stage.app
    const first = await db
      .selectFrom('media')
      .selectAll()
      .where('user_id', '=', person.user.id)
      .executeTakeFirstOrThrow()
    const rows = Array.from({ length: 1_200 }, (_, index) => {
      const id = `${first.id.slice(0, 7)}${String(index).padStart(22, '0')}`
      return { ...first, id, name: id, original_name: `many-${index}.png`, delete_hash: id, store_name: id }
    })
    for (let at = 0; at < rows.length; at += 200) {
      await db
        .insertInto('media')
        .values(rows.slice(at, at + 200))
        .execute()
    }
    try {
      expect(new Set(await names()).size).toBe(rows.length + 2)
    } finally {
      await db.deleteFrom('media').where('user_id', '=', person.user.id).where('id', '!=', first.id).execute()
    }
  })
})
