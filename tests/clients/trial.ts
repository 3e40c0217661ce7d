import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Agent, fetch } from 'undici'
import type { Site } from '../../src/connect/tool.ts'
import { configure, findTool } from '../../src/connect/tools.ts'
import { distinctPng } from '../distinct.ts'
import { program } from '../process.ts'
import { openStage, type Person, type Stage } from '../stage.ts'
import { openTlsFront } from './tls-front.ts'

export type Way = ReturnType<typeof configure>['ways'][number]

/** A server, somebody's account, and a machine to try tools on; over https, TLS 1.2 and the addresses are https. */
export type Ground = AsyncDisposable & {
  stage: Stage
  person: Person
  site: Site
  folder: string
  /** File with the certificate to trust; undefined over http. */
  ca: string | undefined
  fetch: typeof fetch
  /** One way of a tool, ready for this site. Throws when the site does not allow it. */
  way(tool: string, id: string): Way
  /** A picture that nobody has sent before, in a folder of its own. */
  picture(): Promise<Picture>
}

export type Picture = { folder: string; file: string; bytes: Buffer }

/** What a tool is tried with. */
export type Trial = Picture & { ground: Ground; way: Way }

/** What came of it: where the picture is, and how the tool itself deletes it, where it can. */
export type Sent = { url: string; remove?: () => Promise<unknown> }

/** Does with a configuration what its tool does with it. */
export type Proof = (trial: Trial) => Promise<Sent>

let made = 0

export async function openGround(scheme: 'http' | 'https'): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'tintype-clients-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const places: { stage?: Stage } = {}
  const front = scheme === 'https' ? stack.use(await openTlsFront(() => places.stage?.url ?? '')) : undefined
  const environment = front ? { BASE_URL: `https://${front.host}` } : {}
  const stage = stack.use(await openStage({ environment }))
  places.stage = stage
  const person = await stage.person()
  const site = { name: 'Pictures', url: front ? `https://${front.host}` : stage.url, key: person.key }
  const agent = new Agent(front ? { connect: { ca: await readFile(front.ca) } } : {})
  stack.defer(() => agent.destroy())
  const owned = stack.move()
  return {
    ...{ stage, person, site, folder, ca: front?.ca },
    fetch: (address, init) => fetch(address, { ...init, dispatcher: agent }),
    way(tool, id) {
      const found = configure(findTool(tool), site, 'en').ways.find((way) => way.id === id)
      if (!found) throw new Error(`${tool} has no way ${id} over ${scheme}`)
      return found
    },
    async picture() {
      const bytes = distinctPng(++made, `${scheme} ${Date.now()}`)
      const own = join(folder, `picture ${made}`)
      await mkdir(own)
      const file = join(own, `a "cat", ${made}; 图.png`)
      await writeFile(file, bytes)
      return { folder: own, file, bytes }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The file of a way. */
export function fileOf({ id, steps }: Way): { name: string; text: string } {
  const file = steps.find((step) => step.file)?.file
  if (!file) throw new Error(`${id} has no file`)
  return file
}

/** What is to be typed or copied, of the step that has any, counted from the first. */
export function codeOf({ id, steps }: Way, index = 0): string {
  const code = steps.flatMap((step) => step.code ?? [])[index]
  if (code === undefined) throw new Error(`${id} has no code`)
  return code
}

/** The fields of a way, as they would stand in the tool's form. */
export function fieldsOf({ steps }: Way): (name: string) => string {
  const fields = new Map(steps.flatMap((step) => step.fields ?? []).map(({ name, value }) => [name, value]))
  return (name) => {
    const value = fields.get(name)
    if (value === undefined) throw new Error(`No field ${name} among ${[...fields.keys()].join(', ')}`)
    return value
  }
}

/**
 * A folder with `tintype` and the programs that are given as scripts, to stand first in PATH, and what else a person's
 * shell has: a home of its own, and trust in the site's certificate.
 */
export async function shellFor(
  { ground, folder }: Pick<Trial, 'ground' | 'folder'>,
  scripts: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  const all = { tintype: `exec ${program.join(' ')} "$@"`, ...scripts }
  for (const [name, text] of Object.entries(all)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  }
  const { ca } = ground
  return {
    HOME: folder,
    PATH: `${bin}:${process.env.PATH}`,
    WAYLAND_DISPLAY: '',
    ...(ca !== undefined && { NODE_EXTRA_CA_CERTS: ca, CURL_CA_BUNDLE: ca, REQUESTS_CA_BUNDLE: ca }),
  }
}

/** Runs a line in sh; answers what it printed. Rejects when it fails. */
export async function sh(line: string, cwd: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { cwd, env, timeout: 120_000 })
  return stdout.trim()
}

/** Gives a folder the packages of this project. */
export async function linkPackages(folder: string): Promise<void> {
  await symlink(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'))
}
