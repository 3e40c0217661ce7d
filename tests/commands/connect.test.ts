import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tools } from '../../src/connect/tools.ts'
import { temporaryFolder } from '../process.ts'
import { type } from '../typed.ts'

const key = 'tintKEYKEYKEYKEYKEYKEYKEYKEYKEYK'
const environment = { TINTYPE_URL: 'https://pics.example.com', TINTYPE_KEY: key, HOME: '/nowhere' }
const connect = (...args: string[]) => type(['connect', ...args], { environment })

test('tools are listed', async () => {
  const { code, stdout } = await type(['connect'])
  expect(code).toBe(0)
  const rows = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/).slice(0, 2))
  expect(rows).toEqual(tools.map(({ id, name }) => [id, name]))
  expect(JSON.parse((await type(['connect', '--json'])).stdout)).toHaveLength(tools.length)
})

test('a tool is shown with what the environment says, and its other ways are told', async () => {
  const { code, stdout, stderr } = await connect('picgo')
  expect(code).toBe(0)
  expect(stdout).toMatch(
    new RegExp(
      `^1\\. In PicGo, .*\\n +Set Token +${key}\\n +Set Backup Upload Domain +pics\\.example\\.com$`,
      'm',
    ),
  )
  expect(stdout).toContain('config.json:')
  expect(stderr).toBe(
    'Other ways: --way web-uploader (Plug-in web-uploader), --way lankong (Plug-in lankong (deletes too))\n',
  )
  expect(JSON.parse((await connect('picgo', '--way', 'lankong', '--json')).stdout)).toMatchObject({
    tool: 'picgo',
    id: 'lankong',
  })
})

test('its files are kept for their owner alone; scripts can be started', async () => {
  await using folder = await temporaryFolder()
  const sharex = await connect('sharex', '--save', join(folder.path, 'new'))
  expect(sharex.stdout).toContain('pics.example.com.sxcu')
  expect(sharex.stdout).not.toContain(key)
  await connect('ksnip', '--save', join(folder.path, 'new'))
  expect(await readdir(join(folder.path, 'new'))).toEqual(['ksnip-upload.sh', 'pics.example.com.sxcu'])
  const modes = ['ksnip-upload.sh', 'pics.example.com.sxcu'].map((name) =>
    stat(join(folder.path, 'new', name)),
  )
  expect((await Promise.all(modes)).map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600])
  const text = await readFile(join(folder.path, 'new', 'pics.example.com.sxcu'), 'utf8')
  expect(JSON.parse(text).Headers.Authorization).toBe(`Bearer ${key}`)
})

test.each([
  [['pigeon'], 'There is no tool pigeon'],
  [['picgo', 'upic'], 'One tool at a time'],
  [['picgo', '--way', 'pigeon'], '--way is smms, web-uploader, lankong'],
  [['picgo', '--url', 'http://pics.example.com'], 'PicGo needs a key'],
  [
    ['picgo', '--way', 'smms', '--url', 'http://pics.example.com', '--key', key],
    '--way is web-uploader, lankong',
  ],
])('wrong usage is told: %j', async (args, message) => {
  const { code, stdout, stderr } = await connect(...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})

test('a button for forums needs no key', async () => {
  const { code, stdout } = await connect('nodebb', '--url', 'https://pics.example.com')
  expect(code).toBe(0)
  expect(stdout).toContain(
    '<script async src="https://pics.example.com/pup.js" data-vendor="nodebb"></script>',
  )
})
