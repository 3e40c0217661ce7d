import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const programs = join(import.meta.dirname, 'programs')

/** What a client is told to do; see programs/run.mjs. */
export type Order =
  | { client: 'picgo'; module: string; configFile: string; config: object; plugin?: string; file: string }
  | { client: 'imgbb'; options: object }

export type Answer = { output?: unknown; problems?: unknown[]; error?: string }

/** Runs a real client to its end, trusting the certificate authority in `ca`. Throws when it says nothing. */
export async function runClient(order: Order, ca?: string): Promise<Answer> {
  if (!existsSync(join(programs, 'node_modules')))
    throw new Error('the clients are not installed: npm ci --prefix tests/clients/programs')
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(programs, 'node_modules', '.home'),
    ...(ca && { NODE_EXTRA_CA_CERTS: ca }),
  }
  const { stdout } = await promisify(execFile)(process.execPath, ['run.mjs', JSON.stringify(order)], {
    cwd: programs,
    env,
    timeout: 50_000,
    maxBuffer: 16_000_000,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}')
}
