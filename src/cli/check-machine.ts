import { access, chmod, constants, stat, statfs } from 'node:fs/promises'
import { type Config, dataPaths } from '../config.ts'
import type { App } from '../core/app.ts'
import { type Finding, findingsOn } from './finding.ts'
import { deploymentNotes, hidesBehindProxy } from './notes.ts'
import { formatBytes } from './table.ts'

const littleSpace = 1_000_000_000
const noSpace = 100_000_000
const ownerOnly = 0o077
const othersWrite = 0o022

/** How this process is configured, in a few lines without secrets. */
export function describeSettings(config: Config): Finding[] {
  const { ok } = findingsOn('settings')
  const paths = dataPaths(config)
  return [
    ok(`address ${config.baseUrl}, listening on ${config.host} port ${config.port}`),
    ok(`database ${config.databaseUrl ? withoutPassword(config.databaseUrl) : paths.database}`),
    ok(`files in ${paths.files}`),
    ok(`metadata of originals: ${config.metadata}; time zone: ${config.timeZone}`),
    ok(
      `TRUST_PROXY: ${config.trustProxy.join(', ') || 'nobody'}; URL_ALLOW: ${config.urlAllow.join(', ') || 'nothing'}`,
    ),
  ]
}

/** Hints about the deployment that both serve and the doctor give, and some that only a doctor has. */
export function* checkDeployment(app: Pick<App, 'config' | 'media'>): Iterable<Finding> {
  const { ok, note } = findingsOn('deployment')
  for (const text of deploymentNotes(app)) yield note(text)
  if (hidesBehindProxy(app.config)) {
    yield note(
      'BASE_URL is not the address we listen on: if a proxy stands between, name its address in TRUST_PROXY, or all guests count as one.',
    )
  }
  if (app.media.ffmpeg !== undefined) yield ok(`ffmpeg is ${app.media.ffmpeg}`)
}

/** Whether we may write to the data folder, others may not, and the secret is one. `repair` takes their rights away. */
export async function* checkFolders(config: Config, options: { repair: boolean }): AsyncIterable<Finding> {
  const { ok, wrong } = findingsOn('permissions')
  const paths = dataPaths(config)
  for (const folder of [config.dataDir, paths.files, paths.staging]) {
    if (!(await exists(folder)) || (await mayWrite(folder))) continue
    yield wrong(`${folder} cannot be written by this user`)
    return
  }
  const kept = [
    { path: config.dataDir, forbidden: othersWrite },
    { path: paths.secret, forbidden: ownerOnly },
  ]
  let sound = true
  for (const { path, forbidden } of kept) {
    const finding = (await exists(path)) ? await checkMode(path, forbidden, options) : undefined
    if (!finding) continue
    sound = false
    yield finding
  }
  if (sound) yield ok(`${config.dataDir} can be written, and by nobody else`)
}

/** How much space is left where the data lie. */
export async function checkSpace(config: Config): Promise<Finding> {
  const { ok, note, wrong } = findingsOn('disk space')
  const facts = await statfs(config.dataDir)
  const free = facts.bavail * facts.bsize
  const text = `${formatBytes(free)} free of ${formatBytes(facts.blocks * facts.bsize)}`
  return free < noSpace ? wrong(text) : free < littleSpace ? note(text) : ok(text)
}

async function checkMode(
  path: string,
  forbidden: number,
  options: { repair: boolean },
): Promise<Finding | undefined> {
  const { wrong, repaired } = findingsOn('permissions')
  const mode = (await stat(path)).mode & 0o777
  if ((mode & forbidden) === 0) return undefined
  const rights = forbidden === ownerOnly ? 'read or written' : 'written'
  const text = `${path} could be ${rights} by others (mode ${mode.toString(8)})`
  if (!options.repair) return wrong(text)
  await chmod(path, mode & ~ownerOnly)
  return repaired(text)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

function withoutPassword(address: string): string {
  // What pg reads is not always what `URL` reads, an address without host for one.
  if (!URL.canParse(address)) return 'at DATABASE_URL'
  const url = new URL(address)
  url.password = ''
  for (const name of [...url.searchParams.keys()]) if (/pass/i.test(name)) url.searchParams.delete(name)
  return url.href
}
