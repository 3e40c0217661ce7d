import { spawn } from 'node:child_process'
import { join } from 'node:path'

const benches = {
  uploads: 'uploads a second, times, CPU against bare sharp, memory',
  video: 'memory while a 1 GB video is uploaded',
  delivery: 'files over HTTP, against nginx',
  pages: 'viewer pages a second',
} as const

const usage = `npm run bench [-- NAME [OPTIONS]]: the figures we claim, each a table with the machine and versions.

${Object.entries(benches)
  .map(([name, about]) => `  ${name.padEnd(10)} ${about}`)
  .join('\n')}

Without a name all run, one after another. NAME --help tells a bench's options.
What they compare with: apt-get install -y nginx-light wrk ffmpeg`

const [name, ...options] = process.argv.slice(2)
if (name === '--help' || name === '-h') console.log(usage)
else if (name !== undefined && !(name in benches)) {
  console.error(`There is no bench ${name}.\n\n${usage}`)
  process.exitCode = 2
} else {
  for (const each of name ? [name] : Object.keys(benches)) {
    console.log(`\n## ${each}\n`)
    process.exitCode = (await run(each, options)) || process.exitCode || 0
  }
}

function run(bench: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${bench}.ts`), ...args], {
    stdio: 'inherit',
  })
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}
