import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { bareEnvironment, program } from '../process.ts'
import { openRoad } from './slow-road.ts'
import { bytesAt, linesOf, openDesk } from './uploading.ts'

const megabyte = 1024 * 1024
const desk = fixture(openDesk)

/** A picture that no packing makes smaller: more than 18 MB. */
async function makeLarge(name: string): Promise<number> {
  const [width, height] = [2600, 2400]
  const picture = sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
  const path = join(desk.folder, name)
  await writeFile(path, await picture.png({ compressionLevel: 0 }).toBuffer())
  return (await stat(path)).size
}

test('a large file that was broken off by a crash goes on where it stopped', async () => {
  const size = await makeLarge('large.png')
  await using road = await openRoad(desk.stage.url, 12 * megabyte)
  const environment = { TINTYPE_URL: road.url }
  const first = desk.start(['upload', 'large.png'], { environment })
  await road.stuck
  first.child.kill('SIGKILL')
  await first.ended
  road.clear()
  const before = road.passed()
  const second = await desk.tintype(['upload', 'large.png'], { environment })
  expect(second).toMatchObject({ code: 0, stderr: '' })
  // The first part of 8 MB had arrived.
  expect(road.passed() - before).toBeLessThan(size - 7 * megabyte)
  expect(await bytesAt(second.stdout.trim())).toEqual(await readFile(join(desk.folder, 'large.png')))
})

test('Ctrl-C stops it, says how far it came and ends with 130; the same command goes on', async () => {
  const size = await makeLarge('stopped.png')
  await desk.files('small.png')
  await using road = await openRoad(desk.stage.url, 9 * megabyte)
  const environment = { TINTYPE_URL: road.url }
  const running = desk.start(['upload', 'small.png', 'stopped.png', '--parallel', '1'], { environment })
  await road.stuck
  running.child.kill('SIGINT')
  const ended = await running.ended
  expect(ended).toMatchObject({ code: 130, stderr: 'Stopped: 1 of 2 uploads done\n' })
  expect(ended.stdout).toMatch(/^http\S+\n$/)
  const media = () => desk.stage.app.db.selectFrom('media').select('original_name').execute()
  expect((await media()).filter((each) => each.original_name === 'stopped.png')).toEqual([])
  road.clear()
  const before = road.passed()
  const again = await desk.tintype(['upload', 'small.png', 'stopped.png'], { environment })
  expect(again).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(ended.stdout) })
  // The first part of 8 MB had arrived.
  expect(road.passed() - before).toBeLessThan(size - 7 * megabyte)
  expect(
    (await media()).map((each) => each.original_name).filter((name) => name === 'small.png'),
  ).toHaveLength(1)
  expect(await bytesAt(linesOf(again.stdout)[1] ?? '')).toEqual(
    await readFile(join(desk.folder, 'stopped.png')),
  )
})

test('on a terminal a bar shows how far it is, and is gone in the end', async () => {
  await makeLarge('shown.png')
  await desk.files('after.png')
  await using road = await openRoad(desk.stage.url, 9 * megabyte)
  const environment = { ...bareEnvironment(), ...desk.environment, TINTYPE_URL: road.url }
  const line = [...program, 'upload', 'shown.png', 'after.png', '--parallel', '1']
    .map((word) => `'${word}'`)
    .join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: desk.folder,
    env: environment,
  })
  let screen = ''
  const bar = Promise.withResolvers<void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (/shown\.png .*\[#+\.+\] +\d+% +[\d.]+ [KM]?B\/s/.test(screen)) bar.resolve()
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  await road.stuck
  await bar.promise
  road.clear()
  expect(await ended).toBe(0)
  expect(screen).toContain('0 of 2 done')
  // Behind the last clearing of the screen nothing but the lines and their sum is left.
  const left = screen.slice(screen.lastIndexOf('\u001b[J') + 3)
  expect(left).toMatch(/^(http\S+\r\n){0,2}2 of 2 uploaded\r\n$/)
})
