import { describe, expect, it } from 'vitest'
import { fixture } from '../fixture.ts'
import { databases } from '../stage.ts'
import type { Answer } from './chevereto-client.ts'
import { departures } from './golden/departures.ts'
import { openScene, replay } from './recorded-scene.ts'
import { differences, outcome, recordings } from './recordings.ts'

describe.each(databases)('recordings of Chevereto 4.2, on %s', (database) => {
  const found = new Map<string, string[]>()
  const open = fixture(() => openScene(database))

  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    '%s',
    async (name, recording) => {
      const answer = await replay(open, recording)
      const ours = {
        site: open.stage.url,
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: bodyOf(answer),
      }
      const compared = differences({ site: 'http://host.example', ...recording }, ours)
      const heard = compared.includes('outcome') ? [`outcome: ${outcome(ours)}`] : compared
      found.set(name, heard)
      const allowed = departures.filter(
        (each) => each.recordings === 'wherever' || each.recordings.includes(name),
      )
      const excused = new Set(allowed.flatMap((each) => each.differs))
      expect(
        heard.filter((path) => !excused.has(path)),
        answer.text,
      ).toEqual([])
      expect(await open.stage.leftBehind()).toEqual([])
    },
  )

  it('departs where the list says so, and only there', () => {
    const untrue = departures.flatMap(({ recordings: names, differs }) => {
      if (names === 'wherever') return differs.filter((path) => ![...found.values()].flat().includes(path))
      const heard = names.filter((name) => found.has(name))
      return heard.flatMap((name) =>
        differs.filter((path) => !found.get(name)?.includes(path)).map((path) => `${name}: ${path}`),
      )
    })
    expect(untrue).toEqual([])
  })

  it('lists no recording that there is not', () => {
    const known = new Set(recordings.map(({ name }) => name))
    const listed = departures.flatMap(({ recordings: names }) => (names === 'wherever' ? [] : names))
    expect(listed.filter((name) => !known.has(name))).toEqual([])
  })
})

function bodyOf(answer: Answer): unknown {
  return answer.text !== '' && answer.headers.get('content-type')?.startsWith('application/json')
    ? JSON.parse(answer.text)
    : answer.text
}
