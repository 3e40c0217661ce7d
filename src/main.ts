import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { openApp } from './app.ts'
import { runProgram } from './cli/program.ts'

/** Ctrl-C reaches us twice when npm started us, once from the terminal and once from npm: that is one wish. */
const sameWish = 500

/** What `.env` in the working directory says; the environment itself goes before it. */
async function readEnvironment(): Promise<Record<string, string | undefined>> {
  try {
    return { ...parseEnv(await readFile('.env', 'utf8')), ...process.env }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return process.env
    throw error
  }
}

/** Aborts at the first SIGINT or SIGTERM; a later one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  let asked = 0
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) asked = performance.now()
      else if (performance.now() - asked > sameWish) process.exit(code)
      stop.abort()
    })
  }
  return stop.signal
}

/** Only a server needs them; every other command starts faster without. */
async function parts() {
  return (await import('./dialects/all.ts')).dialects
}

async function main(): Promise<number> {
  const terminal = {
    input: process.stdin,
    errors: process.stderr,
    print: (line: string) => void process.stdout.write(`${line}\n`),
    tell: (line: string) => void process.stderr.write(`${line}\n`),
  }
  try {
    const environment = await readEnvironment()
    return await runProgram({ environment, openApp, parts, stopSignal, terminal }, process.argv.slice(2))
  } catch (error) {
    terminal.tell(`.env cannot be read: ${error instanceof Error ? error.message : error}`)
    return 2
  }
}

// Whoever read our lines may have gone away: that ends no server.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
process.exitCode = await main()
