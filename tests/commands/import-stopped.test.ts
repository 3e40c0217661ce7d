import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { json, openHost } from '../../src/remotes/host.suite.ts'
import { distinctPng } from '../distinct.ts'
import { start } from '../process.ts'
import { databases } from '../stage.ts'
import { simple } from '../wire/remote-host.ts'
import { openPlace, userAdd } from './place.ts'

test.each(databases)(
  'Ctrl-C ends an import at once with 130, and the same command goes on, on %s',
  async (database) => {
    const files = new Map(
      [1, 2, 3].map((each) => [`/f/${each}.png`, distinctPng(each, `stopped ${database}`)]),
    )
    const half = Promise.withResolvers<void>()
    let hangs = true
    await using host = await openHost((heard, response) => {
      const at = `http://${heard.headers.host}`
      const bytes = files.get(heard.path)
      if (!bytes) {
        const data = heard.path.endsWith('page=1')
          ? [...files.keys()].map((path) => ({ url: at + path }))
          : []
        return json({ data })(heard, response)
      }
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length })
      if (!hangs || heard.path !== '/f/2.png') return response.end(bytes)
      response.write(bytes.subarray(0, 100), () => half.resolve())
    })
    await using place = await openPlace(database)
    place.environment.URL_ALLOW = new URL(host.url).host
    await place.type(userAdd('ann'), 'a password\n')
    await writeFile(join(place.folder, 'host.json'), JSON.stringify(simple(host.url, 'KEY')))
    await place.type(['remote', 'add', 'Second', '--description', join(place.folder, 'host.json')])
    await using running = start(['remote', 'import', 'Second'], { environment: place.environment })
    await half.promise
    running.child.kill('SIGINT')
    expect(await running.ended).toEqual({
      ...{ code: 130, signal: null, stderr: 'Stopped: the same command goes on.\n' },
      stdout: 'Brought over 1 file; 0 were here already, 0 failed.\n',
    })
    expect(await readdir(join(place.folder, 'staging')).catch(() => [])).toEqual([])
    const kept = await readdir(join(place.folder, 'files'), { recursive: true, withFileTypes: true })
    expect(kept.filter((each) => each.isFile() && !each.name.startsWith('1.'))).toEqual([])
    expect((await place.type(['doctor'])).stdout).toContain('1 media file')
    hangs = false
    expect(await place.run(['remote', 'import', 'Second'])).toMatchObject({
      ...{ code: 0, stdout: 'Brought over 2 files; 1 were here already, 0 failed.\n', stderr: '' },
    })
  },
)
