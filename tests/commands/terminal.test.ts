import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { bareEnvironment, program } from '../process.ts'
import { openPlace, type Place, userAdd } from './place.ts'

/**
 * Runs a command on a terminal of its own (Debian's `script`) and types each answer once its question was put.
 * Answers the exit code and everything the screen showed.
 */
function atTerminal(place: Place, args: string[], talk: [question: string, answer: string][]) {
  const line = [...program, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: tmpdir(),
    env: { ...bareEnvironment(), ...place.environment },
  })
  return new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
    let screen = ''
    let seen = 0
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      const [question, answer] = talk[0] ?? []
      if (question === undefined || !screen.slice(seen).includes(question)) return
      seen = screen.length
      talk.shift()
      child.stdin.write(`${answer}\r`)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, screen }))
  })
}

const withoutStdin = (name: string) => userAdd(name, 'admin').filter((word) => word !== '--password-stdin')

test('a password is typed twice and never shown', async () => {
  await using place = await openPlace()
  const { code, screen } = await atTerminal(place, withoutStdin('ann'), [
    ['Password: ', 'correct horse'],
    ['again: ', 'correct horse'],
  ])
  expect(screen).not.toContain('correct horse')
  expect(screen).toContain('Made the account ann (admin).')
  expect(code).toBe(0)
})

test('two different passwords make no account', async () => {
  await using place = await openPlace()
  const { code, screen } = await atTerminal(place, withoutStdin('ann'), [
    ['Password: ', 'correct horse'],
    ['again: ', 'battery staple'],
  ])
  expect(screen).toContain('two different passwords')
  expect(code).toBe(2)
  expect(JSON.parse((await place.type(['user', 'list', '--json'])).stdout)).toEqual([])
})

test('removing an account asks first, and no means no', async () => {
  await using place = await openPlace()
  await place.type(userAdd('ann'), 'correct horse')
  const no = await atTerminal(place, ['user', 'remove', 'ann'], [['[y/N] ', 'n']])
  expect(no.screen).toContain('Remove ann (ann@example.com) and 0 media files?')
  expect(no.code).toBe(1)
  expect(JSON.parse((await place.type(['user', 'list', '--json'])).stdout)).toHaveLength(1)
  const yes = await atTerminal(place, ['user', 'remove', 'ann'], [['[y/N] ', 'y']])
  expect(yes.code).toBe(0)
  expect(JSON.parse((await place.type(['user', 'list', '--json'])).stdout)).toEqual([])
})
