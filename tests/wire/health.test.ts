import { expect, test } from 'vitest'
import { databases, openStage } from '../stage.ts'

test.each(databases)(
  'on %s, health is said as long as the database answers, and no more',
  async (database) => {
    await using stage = await openStage({ database })
    const well = await fetch(`${stage.url}/healthz`)
    expect([well.status, await well.json()]).toEqual([200, { status: 'ok' }])
    await stage.app.db.destroy()
    const ill = await fetch(`${stage.url}/healthz`)
    expect([ill.status, await ill.json()]).toEqual([503, { status: 'the database does not answer' }])
    expect(ill.headers.get('cache-control')).toBe('no-store')
    expect(stage.log.join()).toContain('the database does not answer')
  },
)
