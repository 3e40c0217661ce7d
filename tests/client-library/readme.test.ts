import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { distinctJpeg } from '../distinct.ts'
import { sampleVideo } from '../pictures.ts'
import { bareEnvironment, run, temporaryFolder } from '../process.ts'
import { openStage } from '../stage.ts'

const root = join(import.meta.dirname, '../..')
const readme = await readFile(join(root, 'client', 'README.md'), 'utf8')
const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

test('the examples of the README run as they stand', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  await using folder = await temporaryFolder()
  await symlink(join(root, 'node_modules'), join(folder.path, 'node_modules'))
  await writeFile(join(folder.path, 'sunset.jpg'), await distinctJpeg(1))
  await writeFile(join(folder.path, 'film.mp4'), await sampleVideo('mp4'))
  const printed: string[] = []
  for (const [number, code] of examples.entries()) {
    const path = join(folder.path, `example-${number}.ts`)
    await writeFile(path, code.replaceAll('https://images.example', stage.url))
    const environment = { ...bareEnvironment(), TINTYPE_KEY: key }
    const ended = await run([], { command: [process.execPath, path], environment, cwd: folder.path })
    expect(ended, code).toMatchObject({ code: 0 })
    printed.push(ended.stdout.trim())
  }
  expect(printed).toEqual([
    expect.stringMatching(/^http.*\.jpg$/),
    expect.stringMatching(/^\/\S+$/),
    `1 of 1 are in ${stage.url}${await pageOfAlbum(stage.url, key)}`,
    expect.stringMatching(/^unsupported 415 \S/),
  ])
})

async function pageOfAlbum(url: string, key: string): Promise<string> {
  const answer = await fetch(`${url}/api/albums?scope=mine`, { headers: { authorization: key } })
  const { items } = (await answer.json()) as { items: { page: string }[] }
  return items[0]?.page ?? ''
}
