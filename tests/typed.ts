import { Readable, Writable } from 'node:stream'
import { openApp } from '../src/app.ts'
import { runProgram } from '../src/cli/program.ts'

/** What a command answered: its exit code and all it wrote. */
export type Typed = { code: number; stdout: string; stderr: string }

/** Runs a command as `src/main.ts` does, but in this process: for what no process of its own is needed. */
export async function type(
  args: readonly string[],
  options: { environment?: Record<string, string>; input?: string } = {},
): Promise<Typed> {
  const said = { stdout: '', stderr: '' }
  const input = Object.assign(Readable.from([options.input ?? '']), { isTTY: false })
  const errors = new Writable({
    write(chunk, _encoding, done) {
      said.stderr += chunk
      done()
    },
  })
  const terminal = {
    input: input as unknown as NodeJS.ReadStream,
    output: { isTTY: false },
    errors,
    print: (line: string) => {
      said.stdout += `${line}\n`
    },
    tell: (line: string) => {
      said.stderr += `${line}\n`
    },
  }
  const environment = options.environment ?? {}
  const parts = () => Promise.resolve([])
  const code = await runProgram(
    {
      environment,
      readSettingsFile: async () => ({}),
      openApp,
      parts,
      stopSignal: AbortSignal.abort,
      terminal,
    },
    args,
  )
  return { code, ...said }
}
