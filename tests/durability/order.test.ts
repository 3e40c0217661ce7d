import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPlace, userAdd } from '../commands/place.ts'
import { distinctPng } from '../distinct.ts'
import { program, startServer } from '../process.ts'
import { sendSmms } from '../sending.ts'

/** A system call: what it was asked, and the lines of the trace on which it began and was done. */
type SystemCall = { text: string; begun: number; done: number }

const mayTrace = canTrace()
const skipped = mayTrace ? '' : ' (skipped: strace is not installed or may not trace here)'

test.skipIf(!mayTrace)(
  `an answer comes after the file, its folders and the row are on the disk${skipped}`,
  async () => {
    await using place = await openPlace()
    await place.type(userAdd('ann'), 'correct horse')
    const key = (await place.type(['key', 'add', 'ann', '--name', 'tests'])).stdout.trim()
    const trace = join(place.folder, 'trace')
    const calls = 'trace=fsync,fdatasync,link,linkat,pwrite64,write,writev'
    const command = ['strace', '-f', '-y', '-o', trace, '-e', calls, ...program]
    await using server = await startServer({ environment: place.environment, command, detached: true })
    const sent = await sendSmms(server.url, { key, bytes: distinctPng(1), name: 'a.png' })
    const path = sent.body.data?.path ?? ''
    process.kill(-server.pid, 'SIGTERM')
    await server.ended
    checkOrder(await readTrace(trace), place.folder, path)
  },
)

function checkOrder(calls: SystemCall[], folder: string, path: string): void {
  const stored = join(folder, 'files', path)
  const linked = find(calls, (text) => /^link(at)?\(/.test(text) && text.includes(`"${stored}"`))
  const staged = /"([^"]+)"/.exec(linked.text)?.[1] ?? 'no name'
  const bytes = find(calls, (text) => isSync(text, staged))
  expect(bytes.done).toBeLessThan(linked.begun)
  const [, year, month, day] = path.split('/')
  const folders = [[], [year], [year, month], [year, month, day]].map((parts) =>
    join(folder, 'files', ...parts.map(String)),
  )
  const synced = folders.map((name) =>
    find(calls, (text, call) => isSync(text, name) && call.begun > linked.done),
  )
  const answer = find(calls, (text) => /^writev?\(/.test(text) && text.includes('HTTP/1.1 200'))
  const log = join(folder, 'tintype.db-wal')
  const written = calls.filter((call) => call.text.startsWith('pwrite64(') && call.text.includes(`<${log}>`))
  for (const one of synced) {
    const row = find(written, (_text, call) => call.begun > one.done && call.done < answer.begun)
    find(calls, (text, call) => isSync(text, log) && call.begun > row.done && call.done < answer.begun)
  }
}

function isSync(text: string, path: string): boolean {
  return /^f(data)?sync\(/.test(text) && text.includes(`<${path}>`) && text.endsWith('= 0')
}

function find(calls: SystemCall[], wanted: (text: string, call: SystemCall) => boolean): SystemCall {
  const found = calls.find((call) => wanted(call.text, call))
  if (!found) throw new Error(`no such call: ${wanted}`)
  return found
}

/** Calls in the order in which they began; strace cuts in two those that others interrupt. */
async function readTrace(file: string): Promise<SystemCall[]> {
  const calls: SystemCall[] = []
  const open = new Map<string, SystemCall>()
  for (const [line, text] of (await readFile(file, 'utf8')).split('\n').entries()) {
    const [, pid = '', what = ''] = /^(\d+) +(.*)$/.exec(text) ?? []
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(what)
    const call = resumed
      ? open.get(pid)
      : { text: what.replace(/ *<unfinished \.\.\.>$/, ''), begun: line, done: line }
    if (!call) continue
    if (resumed) Object.assign(call, { text: call.text + resumed[1], done: line })
    else calls.push(call)
    if (what.endsWith('<unfinished ...>')) open.set(pid, call)
  }
  return calls
}

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
