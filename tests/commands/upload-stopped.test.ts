import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHost } from '../client-library/host.ts'
import { fixture } from '../fixture.ts'
import { bareEnvironment, program, temporaryFolder } from '../process.ts'
import { openDesk } from './uploading.ts'

const desk = fixture(openDesk)

const stopped = { code: 130, stdout: '', stderr: 'Stopped: nothing was uploaded\n' }

test.each([[[]], [['--to', 'elsewhere']]])('Ctrl-C ends it while a host says nothing: %j', async (to) => {
  await desk.files('a.png')
  const heard = Promise.withResolvers<void>()
  await using host = await openHost(() => heard.resolve())
  const environment = { TINTYPE_URL: host.url }
  await using running = desk.start(['upload', 'a.png', ...to], { environment })
  await heard.promise
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject(stopped)
})

test('Ctrl-C ends it while standard input goes on, and leaves nothing', async () => {
  await using temporary = await temporaryFolder()
  const env = { ...bareEnvironment(), ...desk.environment, TMPDIR: temporary.path }
  const [file, main] = program
  const child = spawn(file, [main, 'upload', '-'], { env, cwd: temporary.path, stdio: 'pipe' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.stdin.on('error', () => {})
  child.stdin.write('not yet all')
  await expect.poll(() => readdir(temporary.path)).toHaveLength(1)
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(await readdir(temporary.path)).toEqual([])
})

test('Ctrl-C ends it while the clipboard is read', async () => {
  const bin = join(desk.folder, 'bin')
  await mkdir(bin)
  await desk.files([join('bin', 'xclip'), `#!/bin/sh\ntouch "${bin}/asked"\nexec sleep 600\n`])
  await chmod(join(bin, 'xclip'), 0o755)
  const environment = { DISPLAY: ':9', PATH: `${bin}:${process.env.PATH}` }
  await using running = desk.start(['upload', '--clipboard'], { environment })
  await expect.poll(() => readdir(bin)).toContain('asked')
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject(stopped)
})
