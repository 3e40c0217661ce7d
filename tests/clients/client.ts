import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Where the clients are installed. */
export const programs = join(import.meta.dirname, 'programs')

/** What a client is told to do; see programs/run.mjs. */
export type Order =
  | { client: 'picgo'; module: string; configFile: string; file: string; removed?: boolean }
  | { client: 'imgbb'; options: object }

export type Answer = { output?: unknown; problems?: unknown[]; error?: string }

export type Surroundings = {
  /** File with the certificate authority to trust. */
  ca?: string | undefined
  /** A forward proxy for everything. */
  proxy?: string
}

/** Runs a real client to its end. Throws when it says nothing. */
export async function runClient(order: Order, surroundings: Surroundings = {}): Promise<Answer> {
  const stdout = await runNode(['run.mjs', JSON.stringify(order)], { ...surroundings, cwd: programs })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}')
}

/** Uploads with nomi-smms-upload as people type it, and answers what it writes down. */
export async function runNomi(
  { file, token, folder }: { file: string; token: string; folder: string },
  surroundings: Surroundings,
) {
  await mkdir(folder, { recursive: true })
  const cli = join(programs, 'node_modules', 'nomi-smms-upload', 'cli.js')
  const said = await runNode([cli, '-t', token, '-f', file], { ...surroundings, cwd: folder })
  const written = await readFile(join(folder, 'nomi.smms.uploaded.json'), 'utf8').catch(() => undefined)
  if (written === undefined) throw new Error(`It uploaded nothing: ${said}`)
  return JSON.parse(written) as { url: string; delete: string }[]
}

async function runNode(args: string[], { ca, proxy, cwd }: Surroundings & { cwd: string }): Promise<string> {
  if (!existsSync(join(programs, 'node_modules')))
    throw new Error('the clients are not installed: npm ci --prefix tests/clients/programs')
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(programs, 'node_modules', '.home'),
    ...(ca && { NODE_EXTRA_CA_CERTS: ca }),
    ...(proxy && { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
  }
  const options = { cwd, env, timeout: 120_000, maxBuffer: 16_000_000 }
  return (await promisify(execFile)(process.execPath, args, options)).stdout
}

export type PicGo = {
  /** Package of one of its versions. */
  module: string
  /** Its settings, as its file has them. */
  config: string
  file: string
  /** A new folder for it, with what lies in a PicGo's own. */
  folder: string
  removed?: boolean
}

/** Uploads with a PicGo whose folder has this settings file, and the plug-ins that it names installed in it. */
export async function runPicGo(told: PicGo, surroundings?: Surroundings): Promise<Answer> {
  const { module, config, file, folder, removed } = told
  await mkdir(folder, { recursive: true })
  const plugins = Object.keys(JSON.parse(config).picgoPlugins ?? {})
  const dependencies = Object.fromEntries(plugins.map((plugin) => [plugin, '*']))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'picgo-plugins', dependencies }))
  await symlink(join(programs, 'node_modules'), join(folder, 'node_modules'))
  const configFile = join(folder, 'config.json')
  await writeFile(configFile, config)
  const order = { client: 'picgo', module, configFile, file, ...(removed && { removed }) } as const
  return runClient(order, surroundings)
}

/** The address that a PicGo told its user. Throws with what it said instead. */
export function addressOf(answer: Answer): string {
  const [first] = (answer.output ?? []) as { imgUrl?: string }[]
  if (answer.error !== undefined || !first?.imgUrl) throw new Error(JSON.stringify(answer))
  return first.imgUrl
}
