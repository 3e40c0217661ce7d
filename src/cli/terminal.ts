import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { UsageError } from './command.ts'

/** A stream that a person may sit before. */
export type Screen = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** Where a person, or the program that started us, is. */
export type Terminal = {
  input: NodeJS.ReadStream
  /** One line of what the command was asked for. */
  print(line: string): void
  /** One line about it: mistakes, hints. */
  tell(line: string): void
  /** Where questions are put, and what is under way is shown. */
  errors: Screen
  /** Where lines are printed. */
  output: Pick<Screen, 'isTTY'>
}

/** A password: all of standard input, or typed twice without being shown. Throws UsageError. */
export async function readPassword(terminal: Terminal, from: { input: boolean }): Promise<string> {
  if (from.input) return (await text(terminal.input)).replace(/\r?\n$/, '')
  if (!terminal.input.isTTY)
    throw new UsageError('Nobody is here to type a password: give it with --password-stdin')
  const first = await ask(terminal, 'Password: ', { shown: false })
  const second = await ask(terminal, 'The same again: ', { shown: false })
  if (first !== second) throw new UsageError('These were two different passwords')
  return first
}

/** A secret as it is pasted, typed once without being shown: the first line of standard input when nobody types. */
export async function readSecret(terminal: Terminal, question: string): Promise<string> {
  if (terminal.input.isTTY) return (await ask(terminal, question, { shown: false })).trim()
  return ((await text(terminal.input)).split('\n')[0] ?? '').trim()
}

/** Whether a person agrees. Throws UsageError when nobody can be asked. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  if (!terminal.input.isTTY) throw new UsageError('Nobody is here to be asked: say --yes')
  const answer = await ask(terminal, `${question} [y/N] `, { shown: true })
  return /^y(es)?$/i.test(answer.trim())
}

async function ask(terminal: Terminal, question: string, how: { shown: boolean }): Promise<string> {
  const echo = new Writable({
    write(chunk, _encoding, done) {
      if (how.shown) terminal.errors.write(chunk)
      done()
    },
  })
  const reader = createInterface({ input: terminal.input, output: echo, terminal: true })
  try {
    if (!how.shown) terminal.errors.write(question)
    const closed = new Promise<never>((_resolve, reject) => {
      reader.once('close', () => reject(new UsageError('Nothing was typed')))
    })
    return await Promise.race([reader.question(question), closed])
  } finally {
    reader.close()
    if (!how.shown) terminal.errors.write('\n')
  }
}
