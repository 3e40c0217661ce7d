import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tools } from '../../src/connect/tools.ts'
import { temporaryFolder } from '../process.ts'
import { openStage } from '../stage.ts'
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

test('whoever gives the password has a key made for the tool, which opens it, and stays signed in nowhere', async () => {
  await using stage = await openStage()
  const { name, password, user } = await stage.person()
  const signIn = (tool: string, input: string, ...more: string[]) =>
    type(['connect', tool, '--url', stage.url, '--sign-in', name, ...more], {
      ...{ environment: { HOME: '/nowhere' }, input },
    })
  const made = await signIn('upic', `${password}\n`)
  expect(made).toMatchObject({
    code: 0,
    stderr: 'Made a key named uPic: the settings of your account end it\n',
  })
  const [own = ''] = /\btint\w{28}\b/.exec(made.stdout) ?? []
  const asked = await fetch(`${stage.url}/api/site`, { headers: { authorization: `Bearer ${own}` } })
  expect(await asked.json()).toMatchObject({ me: { name } })
  expect(made.stdout).toContain(new URL(stage.url).host)
  const { db } = stage.app
  const labels = () => db.selectFrom('api_keys').select('label').where('user_id', '=', user.id).execute()
  expect((await labels()).map(({ label }) => label).sort()).toEqual(['tests', 'uPic'])
  expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([])
  expect(await signIn('upic', 'wrong\n')).toMatchObject({ code: 1, stdout: '' })
  expect(await signIn('upic', 'wrong\n', '--key', key)).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('leave --key out') },
  })
  expect(await labels()).toHaveLength(2)
})

test('a button for forums needs no key', async () => {
  const { code, stdout } = await connect('nodebb', '--url', 'https://pics.example.com')
  expect(code).toBe(0)
  expect(stdout).toContain(
    '<script async src="https://pics.example.com/pup.js" data-vendor="nodebb"></script>',
  )
})
