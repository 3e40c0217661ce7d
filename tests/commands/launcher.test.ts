import { copyFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from '../process.ts'

const launcher = resolve(import.meta.dirname, '..', '..', 'tintype.js')
const pretend = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.0'}})"
const oldNode = [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(pretend)}`]

test('a Node that is too old says so', async () => {
  await using folder = await temporaryFolder()
  const alone = join(folder.path, 'tintype.js')
  await copyFile(launcher, alone)
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }')
  expect(await run([alone, 'serve'], { command: oldNode })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('needs Node 24 or newer; this is Node 20.19.0'),
  })
})

test('where npm ci brought a Node, that one goes on, and its exit code is ours', async () => {
  const version = await run([launcher, '--version'], { command: oldNode })
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  const wrong = await run([launcher, 'upload'], { command: oldNode })
  expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is missing') })
})

test('it is a program of its own by any name, from any folder', async () => {
  await using folder = await temporaryFolder()
  await symlink(launcher, join(folder.path, 'tintype'))
  const version = await run(['--version'], { command: [join(folder.path, 'tintype')], cwd: folder.path })
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test("a command for people's own machines reads no .env of the folder it is typed in", async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, '.env'), 'TINTYPE_URL=http://127.0.0.1:9\n')
  await writeFile(join(folder.path, 'cat.png'), 'x')
  const environment = { HOME: folder.path }
  const ended = await run(['upload', 'cat.png'], { cwd: folder.path, environment })
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('No Tintype is known yet') })
})
