import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** The pages' workspace. */
const web = resolve(import.meta.dirname, '../../web')
const builds = join(web, 'build')
/** Names the build that a server loads. */
const currentFile = join(builds, 'current')
const lockFile = join(builds, 'lock')
/** A builder that takes longer has died. Milliseconds. */
const longestBuild = 300_000
/** Builds that are kept: servers that run have loaded one, and load more of it when a page is asked for. */
const kept = 4

/** The folder of the build that is to be served; undefined when nothing was built. */
export async function builtPages(): Promise<string | undefined> {
  const name = await readFile(currentFile, 'utf8').catch(() => undefined)
  return name === undefined ? undefined : join(builds, name.trim())
}

/**
 * Builds the pages when they are missing or their sources have changed since, one builder at a time. `tell` gets
 * lines for people. Throws an error whose message says what to do.
 */
export async function ensurePages(tell: (line: string) => void): Promise<void> {
  const wanted = await stampOfSources()
  if (await isBuilt(wanted)) return
  await mkdir(builds, { recursive: true })
  await using _lock = await takeLock(tell)
  if (await isBuilt(wanted)) return
  tell('Building the pages, which takes a minute at most after an update …')
  const started = performance.now()
  await runBuilder()
  await publish(wanted)
  tell(`The pages are built (${((performance.now() - started) / 1000).toFixed(1)} s)`)
}

async function isBuilt(wanted: string): Promise<boolean> {
  const folder = await builtPages()
  if (folder !== join(builds, wanted)) return false
  return (await stat(join(folder, 'handler.js')).catch(() => undefined)) !== undefined
}

/** Changes whenever a file does that the pages are made of. */
async function stampOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const folders = ['src', 'static'].map((name) => join(web, name))
  const found = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])),
  )
  const files = found.flatMap((entries) =>
    entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  )
  const others = [
    'vite.config.ts',
    'package.json',
    'tsconfig.json',
    'builder.ts',
    'asleep.ts',
    'chunks.ts',
    'plain-icons.ts',
    '../package-lock.json',
  ]
  for (const file of [...files, ...others.map((name) => join(web, name))].sort()) {
    if (/\.test\.ts$/.test(file)) continue
    hash.update(`${file.slice(web.length)}\0`)
    // A file may go while we read: then the next look sees another stamp.
    hash.update(await readFile(file).catch(() => ''))
  }
  return hash.digest('hex').slice(0, 16)
}

async function takeLock(tell: (line: string) => void): Promise<AsyncDisposable> {
  for (let told = false; ; told = true) {
    try {
      const lock = await open(lockFile, 'wx')
      await lock.writeFile(String(process.pid)).finally(() => lock.close())
      return { [Symbol.asyncDispose]: () => rm(lockFile, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw unwritable(error)
    }
    if (await isAbandoned()) await rm(lockFile, { force: true })
    else if (!told) tell('Somebody else is building the pages: waiting …')
    await wait(100)
  }
}

async function isAbandoned(): Promise<boolean> {
  const lock = await stat(lockFile).catch(() => undefined)
  if (!lock) return false
  if (Date.now() - lock.mtimeMs > longestBuild) return true
  const pid = Number(await readFile(lockFile, 'utf8').catch(() => ''))
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function unwritable(cause: unknown): Error {
  return new Error(
    `The pages cannot be built: ${builds} cannot be written. Run npm run build as its owner.`,
    {
      cause,
    },
  )
}

async function runBuilder(): Promise<void> {
  const child = spawn(process.execPath, [join(web, 'builder.ts')], {
    cwd: web,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
  }
  const failed = await new Promise<string | undefined>((done) => {
    child.on('error', (error) => done(error.message))
    child.on('close', (code) => done(code === 0 ? undefined : said.join('').trim().slice(-4000)))
  })
  if (failed !== undefined) throw new Error(`The pages could not be built.\n${failed}`)
}

/** Puts the build in its place, under a name of its own: servers that run keep what they have. */
async function publish(name: string): Promise<void> {
  const folder = join(builds, name)
  await rm(folder, { recursive: true, force: true })
  await rename(join(web, '.svelte-kit/pages'), folder)
  await writeFile(`${currentFile}.new`, `${name}\n`)
  await rename(`${currentFile}.new`, currentFile)
  const others = (await readdir(builds, { withFileTypes: true })).filter((each) => each.isDirectory())
  const aged = await Promise.all(
    others.map(async ({ name: other }) => ({ other, at: (await stat(join(builds, other))).mtimeMs })),
  )
  for (const { other } of aged.sort((a, b) => b.at - a.at).slice(kept)) {
    if (other !== name) await rm(join(builds, other), { recursive: true, force: true })
  }
}
