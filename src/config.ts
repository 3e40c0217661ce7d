import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

/** How this process is deployed. Policy (limits, guests, groups) is in the database; nothing stands in both. */
export type Config = {
  host: string
  port: number
  /** Without a trailing slash; never taken from a request. */
  baseUrl: string
  /** Without a trailing slash; undefined: files are under `baseUrl/images`. */
  mediaUrl: string | undefined
  /** Absolute. */
  dataDir: string
  /** Empty: made at the first start and kept in `dataDir`. */
  secret: string
  /** Peers whose forwarding headers are believed: addresses and CIDR ranges. */
  trustProxy: readonly string[]
  timeZone: string
  /** What is removed from originals; renditions never carry metadata. */
  metadata: 'strip-all' | 'strip-location' | 'keep'
  /** `host:port` entries, lower case, that URL uploads may reach whatever their address. */
  urlAllow: readonly string[]
  /** Empty: SQLite in `dataDir`. */
  databaseUrl: string
  mediaProcesses: number
  /** Bytes of memory that one media process may use. */
  mediaMemory: number
  logLevel: (typeof logLevels)[number]
}

/** Every mistake in the environment, one line each. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]
  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
)

const webAddress = z
  .string()
  .refine(
    (text) => text === '' || isWebAddress(text),
    'must be an http:// or https:// address without query or fragment',
  )
  .transform((text) => text.replace(/\/+$/, ''))

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number)

const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `must be one of ${names.join(', ')}`)

const notYet = (what: string) => z.string().refine((text) => text === '', `${what}: leave it empty`)

/** One entry a setting: its name, default and rule. `docs/guide/settings.md` explains each. */
export const settings = {
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(1, 65535).default(3000),
  BASE_URL: webAddress.default(''),
  MEDIA_URL: webAddress.default(''),
  DATA_DIR: z.string().min(1).default('./data'),
  SECRET: z
    .string()
    .refine((text) => text === '' || text.length >= 32, 'must have at least 32 characters (or be empty)')
    .default(''),
  TRUST_PROXY: list
    .refine((entries) => entries.every(isNetwork), 'must be a comma list of addresses or CIDR ranges')
    .default([]),
  TZ: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').default('UTC'),
  METADATA: oneOf(['strip-all', 'strip-location', 'keep']).default('strip-all'),
  URL_ALLOW: list
    .transform((entries) => entries.map((entry) => entry.toLowerCase()))
    .refine(
      (entries) => entries.every((entry) => /^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d+$/.test(entry)),
      'must be a comma list of host:port',
    )
    .default([]),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => text === '' || /^postgres(ql)?:\/\//.test(text),
      'must be a postgres:// address (or empty for SQLite)',
    )
    .default(''),
  STORAGE_URL: notYet('files lie in DATA_DIR; other stores are not supported').default(''),
  REDIS_URL: notYet('short-lived facts are kept in memory; Redis is not supported').default(''),
  MEDIA_PROCESSES: wholeNumber(1, 64).default(Math.min(4, availableParallelism())),
  MEDIA_MEMORY_MB: wholeNumber(128, 1_000_000).default(1024),
  LOG_LEVEL: oneOf(logLevels).default('info'),
} as const

const schema = z.object(settings)

/** Reads settings from an environment. An empty value counts as absent. Throws ConfigError naming every mistake. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(settings).flatMap((name) => {
      const value = environment[name]
      return value === undefined || value.trim() === '' ? [] : [[name, value.trim()]]
    }),
  )
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const set = parsed.data
  return {
    host: set.HOST,
    port: set.PORT,
    baseUrl: set.BASE_URL || `http://${hostInUrl(set.HOST)}:${set.PORT}`,
    mediaUrl: set.MEDIA_URL || undefined,
    dataDir: resolve(set.DATA_DIR),
    secret: set.SECRET,
    trustProxy: set.TRUST_PROXY,
    timeZone: set.TZ,
    metadata: set.METADATA,
    urlAllow: set.URL_ALLOW,
    databaseUrl: set.DATABASE_URL,
    mediaProcesses: set.MEDIA_PROCESSES,
    mediaMemory: set.MEDIA_MEMORY_MB * 1024 * 1024,
    logLevel: set.LOG_LEVEL,
  }
}

/** Where the SQLite file and the stored files are when nothing else is configured. */
export function dataPaths(config: Pick<Config, 'dataDir'>) {
  return {
    database: join(config.dataDir, 'tintype.db'),
    files: join(config.dataDir, 'files'),
    staging: join(config.dataDir, 'staging'),
    resumable: join(config.dataDir, 'resumable'),
    secret: join(config.dataDir, 'secret'),
  }
}

/** A server on every address is reached by this machine as localhost. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return isIP(host) === 6 ? `[${host}]` : host
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
}

function isNetwork(entry: string): boolean {
  const [address = ''] = entry.split('/')
  return isIP(address) !== 0 && (address === entry || ipaddr.isValidCIDR(entry))
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
