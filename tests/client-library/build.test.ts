import { glob, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from '../process.ts'

const root = join(import.meta.dirname, '../..')
const client = join(root, 'client')
const node = process.execPath

test('what is published runs as plain JavaScript and has types without our settings', async () => {
  await using folder = await temporaryFolder()
  const modules = join(folder.path, 'node_modules')
  await mkdir(join(modules, '@tintype'), { recursive: true })
  const built = await run([join(modules, '@tintype', 'client')], {
    command: [node, join(client, 'build.ts')],
  })
  expect(built).toMatchObject({ code: 0 })
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
    await symlink(join(root, 'node_modules', name), join(modules, name))
  }
  const script = `
    import { createClient, TintypeError } from '@tintype/client'
    import { openFile } from '@tintype/client/node'
    const client = createClient({ url: 'http://127.0.0.1:9', key: 'x' })
    const file = await openFile('package.json')
    const refused = await client.upload(file, { retries: 0 }).catch((error) => error)
    console.log(refused instanceof TintypeError, refused.code)`
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder.path, 'runs.js'), script)
  await writeFile(join(folder.path, 'fits.ts'), typed('string'))
  await writeFile(join(folder.path, 'fits-not.ts'), typed('number'))
  const ran = await run(['runs.js'], { command: [node, '--no-strip-types'], cwd: folder.path })
  expect(ran).toMatchObject({ code: 0, stdout: 'true network\n' })
  const flags =
    '--noEmit --strict --target es2022 --lib es2022,dom --module esnext --moduleResolution bundler'
  const tsc = join(client, 'node_modules/typescript/bin/tsc')
  const check = (file: string) => run([...flags.split(' '), file], { command: [node, tsc], cwd: folder.path })
  expect(await check('fits.ts')).toMatchObject({ code: 0, stdout: '' })
  expect((await check('fits-not.ts')).stdout).toContain("'string' is not assignable to type 'number'")
})

function typed(kind: string): string {
  return `
    import { createClient } from '@tintype/client'
    const client = createClient({ url: 'http://localhost' })
    const { items } = await client.get('/api/media', { params: { query: { scope: 'mine' } } })
    const titles: ${kind}[] = items.map(({ title }) => title)
    console.log(titles, (await client.upload(new Blob(['a']))).media.file.url)
    export {}`
}

test('only `node` knows Node, and nothing knows the server', async () => {
  let seen = 0
  for await (const path of glob('src/*.ts', { cwd: client })) {
    const text = await readFile(join(client, path), 'utf8')
    const imported = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name = '']) => name)
    const strange = imported.filter(
      (name) => !/^\.\/[a-z]+\.ts$|^openapi-(fetch|typescript-helpers)$/.test(name),
    )
    expect(
      path === 'src/node.ts' ? strange.every((name) => name.startsWith('node:')) : strange.length === 0,
      path,
    ).toBe(true)
    seen++
  }
  expect(seen).toBeGreaterThan(10)
})
