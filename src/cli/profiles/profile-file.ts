import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { foldersOf } from './folders.ts'

const tintype = z.strictObject({ url: z.url({ protocol: /^https?$/ }), key: z.string().min(1).optional() })
const preset = z.strictObject({ preset: z.string().min(1), values: z.record(z.string(), z.string()) })
/** A host described by data, which `remotes` checks where it is used. */
const described = z.strictObject({ description: z.record(z.string(), z.unknown()) })

const profile = z.union([tintype, preset, described])
const profiles = z.strictObject({
  current: z.string().optional(),
  profiles: z.record(z.string(), profile),
})

/** A host and what opens it: a Tintype, another host by one of the ready descriptions, or one described by data. */
export type Profile = z.infer<typeof profile>
export type TintypeProfile = z.infer<typeof tintype>
export type Profiles = z.infer<typeof profiles>

type Environment = Readonly<Record<string, string | undefined>>

/** The file in the platform's configuration folder. */
export function profilesPath(environment: Environment): string {
  return join(foldersOf(environment).config, 'profiles.json')
}

/** What is kept; nothing when there is no file yet. Throws an Error that names the file and what is wrong in it. */
export async function readProfiles(environment: Environment): Promise<Profiles> {
  const path = profilesPath(environment)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return { profiles: {} }
  try {
    return profiles.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(`${path} cannot be used: ${whyNot(error)}`, { cause: error })
  }
}

/** Writes all of it, for its owner's eyes only; readers see the old file or the new one, never a part. */
export async function writeProfiles(environment: Environment, value: Profiles): Promise<void> {
  const path = profilesPath(environment)
  await mkdir(foldersOf(environment).config, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

/** Whether other people of this machine can read the file and the keys in it. */
export async function isReadByOthers(environment: Environment): Promise<boolean> {
  if (process.platform === 'win32') return false
  const found = await stat(profilesPath(environment)).catch(() => undefined)
  return found !== undefined && (found.mode & 0o077) !== 0
}

/** Narrows to a profile of a Tintype. */
export function isTintype(profile: Profile): profile is TintypeProfile {
  return 'url' in profile
}

function whyNot(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replace(/\s+/g, ' ')
  return error instanceof Error ? error.message : String(error)
}
