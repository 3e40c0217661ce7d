import { Readable } from 'node:stream'
import type { Terminal } from '../terminal.ts'
import { readClipboard } from './clipboard.ts'
import type { Scratch } from './scratch.ts'
import { type Entry, findEntries, type Intake } from './sources.ts'

type Means = {
  environment: Readonly<Record<string, string | undefined>>
  scratch: Scratch
  /** What the file is to be called. */
  name: string | undefined
  stop: AbortSignal
}

/** What makes files of standard input. */
export function intakeOf(terminal: Pick<Terminal, 'input'>, { scratch, name, stop }: Means): Intake {
  let read: Promise<Entry> | undefined
  const keep = async (): Promise<Entry> => {
    const source = await scratch.keep(terminal.input, name ?? 'stdin', stop)
    return source.size === 0
      ? { label: 'standard input', problem: 'is empty' }
      : { label: 'standard input', source }
  }
  return {
    readInput: () => {
      read ??= keep()
      return read
    },
  }
}

/** What the clipboard holds: a picture, copied files, or an address or path that was copied as text. */
export async function clipboardEntries({ environment, scratch, name, stop }: Means): Promise<Entry[]> {
  const clip = await readClipboard(environment, { stop })
  const label = 'the clipboard'
  if (!clip) return [{ label, problem: 'is empty' }]
  const none: Intake = { readInput: async () => ({ label, problem: 'holds no picture' }) }
  if (clip.kind === 'files') return findEntries(clip.paths, none)
  if (clip.kind === 'picture') {
    if (clip.bytes.length === 0) return [{ label, problem: 'is empty' }]
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const source = await scratch.keep(
      Readable.from([clip.bytes]),
      name ?? `clipboard-${stamp}.${clip.extension}`,
      stop,
    )
    return [{ label, source }]
  }
  const lines = clip.text.split(/\r?\n/).map((line) => line.trim())
  const usable = lines.every((line) => /^(https?:|file:)\/\/|^(\/|[A-Za-z]:\\)/.test(line))
  return usable ? findEntries(lines, none) : [{ label, problem: 'holds text, and no picture' }]
}
