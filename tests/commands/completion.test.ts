import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { bareEnvironment, temporaryFolder } from '../process.ts'
import { type } from '../typed.ts'

const launcher = resolve(import.meta.dirname, '..', '..', 'tintype.js')
const folder = fixture(temporaryFolder)
let environment: Record<string, string>

beforeAll(async () => {
  environment = { HOME: join(folder.path, 'home') }
  await mkdir(join(folder.path, 'work', 'summer pictures'), { recursive: true })
  await writeFile(join(folder.path, 'work', 'sun set.png'), 'x')
  const script = await type(['completion', 'bash'], { environment })
  await writeFile(join(folder.path, 'tintype.bash'), script.stdout)
  for (const name of ['home', 'work-pictures']) {
    await type(['profile', 'add', name, '--url', 'http://127.0.0.1:9', '--no-check'], { environment })
  }
})

/** What bash would offer behind these words; `default` when it would go on to names of files. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `
    source "$0"
    compopt() { [ "$1" = +o ] && files=no; }
    files=yes
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _tintype
    if [ \${#COMPREPLY[@]} -gt 0 ]; then printf '%s\\n' "\${COMPREPLY[@]}"; elif [ $files = yes ]; then echo '(files)'; fi`
  const { stdout, stderr } = await promisify(execFile)(
    'bash',
    ['--norc', '--noprofile', '-euc', script, join(folder.path, 'tintype.bash'), launcher, ...words],
    { cwd: join(folder.path, 'work'), env: { ...bareEnvironment(), ...environment } },
  )
  expect(stderr).toBe('')
  return stdout.split('\n').slice(0, -1)
}

test.each<[string[], string[]]>([
  [['up'], ['upload']],
  [
    ['profile', ''],
    ['add', 'list', 'use', 'remove'],
  ],
  [['upload', '--form'], ['--format']],
  [
    ['upload', 'a.png', '--format', ''],
    ['url', 'markdown', 'html', 'bbcode', 'json'],
  ],
  [['upload', '--format', 'ma'], ['markdown']],
  [
    ['upload', '--format', '='],
    ['url', 'markdown', 'html', 'bbcode', 'json'],
  ],
  [['upload', '--format', '=', 'b'], ['bbcode']],
  [
    ['user', 'add', 'ann', '--role', ''],
    ['admin', 'user'],
  ],
  [['upload', '--title', ''], []],
  [['upload', ''], ['(files)']],
  [['upload', '--clipboard', 'su'], ['(files)']],
  [['profile', 'add', 'x', '--description', ''], ['(files)']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['nonsense', ''], []],
  [['profile', 'nonsense', ''], []],
])('%j', async (typed, expected) => {
  expect(await offered(...typed)).toEqual(expected)
})

test('profiles are offered by their names, and where another host can be named presets too', async () => {
  expect(await offered('upload', '--profile', '')).toEqual(['home', 'work-pictures'])
  expect(await offered('profile', 'use', 'w')).toEqual(['work-pictures'])
  expect(await offered('upload', '--to', '')).toEqual(expect.arrayContaining(['home', 'sm.ms', 'imgbb']))
})

test('every option of every command is offered', async () => {
  const { commands } = await import('../../src/cli/all.ts')
  const script = (await type(['completion', 'bash'], { environment })).stdout
  for (const { options } of commands)
    for (const name of Object.keys(options)) expect(script).toContain(`--${name}`)
})

test('other shells have scripts of their own; one that has none is told', async () => {
  expect((await type(['completion', 'zsh'])).stdout).toMatch(/^#compdef tintype\n/)
  expect((await type(['completion', 'fish'])).stdout).toContain(
    "complete -c tintype -n '__tintype_count 1' -a upload",
  )
  expect(await type(['completion', 'tcsh'])).toMatchObject({ code: 2, stdout: '' })
})
