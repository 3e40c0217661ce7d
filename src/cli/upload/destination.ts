import { readFile } from 'node:fs/promises'
import { AppError } from '../../errors.ts'
import { type RemoteDescription, readDescription } from '../../remotes/description.ts'
import { findPreset, presetIds } from '../../remotes/presets.ts'
import { type Arguments, type Context, type Option, UsageError } from '../command.ts'
import { type Account, accountOptions, chooseAccount } from '../profiles/account.ts'
import { foldersOf } from '../profiles/folders.ts'
import { isTintype, type Profile, readProfiles } from '../profiles/profile-file.ts'
import type { Scratch } from './scratch.ts'
import type { Target, Wishes } from './targets.ts'
import { wishOptions } from './wishes.ts'

/** Options that say where to; `openTarget` reads them. */
export const destinationOptions = {
  to: {
    type: 'string',
    value: 'NAME',
    offers: 'targets',
    about: 'another host: a profile, a remote of your account, or a preset with its --key',
  },
  ...accountOptions,
  set: {
    type: 'string',
    value: 'NAME=VALUE',
    several: true,
    about: 'what else the preset of --to needs',
  },
} as const satisfies Record<string, Option>

export type Means = { wishes: Wishes; scratch: Scratch; stop: AbortSignal }

/**
 * The host that is meant. Throws UsageError when there is none, and for wishes that it would not understand; TintypeError;
 * the reason of `stop`.
 */
export async function openTarget(
  context: Pick<Context, 'environment'>,
  args: Pick<Arguments, 'text' | 'texts'>,
  means: Means,
): Promise<Target> {
  const name = args.text('to')
  if (name === undefined) return openTintype(context, await chooseAccount(context, args), means)
  const { profiles } = await readProfiles(context.environment)
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile && isTintype(profile)) {
    return openTintype(context, { url: profile.url, key: profile.key }, means)
  }
  refuseWishes(means.wishes, name)
  if (profile) return openRemote(profile, means)
  const account = await accountFor(context, args, name)
  const found = account && (await openServersRemote(account, { ...means, name }))
  return found ?? openRemote(presetOf(name, args), means)
}

/** Throws UsageError for what only a Tintype understands. */
function refuseWishes(wishes: Wishes, name: string): void {
  const wish = Object.keys(wishes).find((each) => each in wishOptions || each === 'expiresIn')
  if (wish !== undefined) {
    throw new UsageError(
      `--${wish === 'expiresIn' ? 'expires' : wish}: only a Tintype understands that, and ${name} is another host`,
    )
  }
}

/** The Tintype whose remotes may be meant: none where a preset is given what it needs, or where none is known. */
async function accountFor(
  context: Pick<Context, 'environment'>,
  args: Pick<Arguments, 'text'>,
  name: string,
): Promise<Account | undefined> {
  const isPreset = presetIds.some((id) => id === name)
  if (isPreset && (args.text('key') !== undefined || args.text('url') !== undefined)) return undefined
  try {
    return await chooseAccount(context, args)
  } catch (error) {
    if (error instanceof UsageError && args.text('profile') === undefined) return undefined
    throw error
  }
}

async function openServersRemote(
  account: Account,
  means: Means & { name: string },
): Promise<Target | undefined> {
  if (account.key === undefined) return undefined
  const { findServersRemote } = await import('./relayed-target.ts')
  return findServersRemote({ ...account, key: account.key }, means)
}

/** The description that a profile stands for. Throws UsageError naming what is missing or wrong. */
export function describe(profile: Exclude<Profile, { url: string }>): RemoteDescription {
  try {
    if ('description' in profile) return readDescription(profile.description)
    return findPreset(profile.preset).describe(profile.values)
  } catch (error) {
    throw error instanceof AppError ? new UsageError(error.message) : error
  }
}

/** Reads `--url`, `--key` and `--set` for a preset. Throws UsageError. */
export function presetValues(args: Pick<Arguments, 'text' | 'texts'>): Record<string, string> {
  const [url, key] = [args.text('url'), args.text('key')]
  const others = args.texts('set').map((text) => {
    const [, name, value] = /^([a-z]+)=(.*)$/is.exec(text) ?? []
    if (name === undefined || value === undefined) throw new UsageError('--set is like strategy=1')
    return [name, value] as const
  })
  return { ...(url && { address: url }), ...(key && { key }), ...Object.fromEntries(others) }
}

/** Reads a description out of a file. Throws UsageError. */
export async function readDescriptionFile(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  })
  try {
    return { ...readDescription(JSON.parse(text)) }
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : error}`)
  }
}

function presetOf(name: string, args: Pick<Arguments, 'text' | 'texts'>): Exclude<Profile, { url: string }> {
  if (presetIds.some((id) => id === name)) return { preset: name, values: presetValues(args) }
  throw new UsageError(
    `--to ${name}: there is neither a profile of this name (tintype profile list), a remote of your account nor a preset; presets are ${presetIds.join(', ')}`,
  )
}

async function openTintype(
  { environment }: Pick<Context, 'environment'>,
  account: { url: string; key: string | undefined },
  means: Means,
): Promise<Target> {
  // Loaded when it is needed: other hosts are reached without it.
  const { tintypeTarget } = await import('./tintype-target.ts')
  return tintypeTarget(account, { ...means, stateFolder: foldersOf(environment).state })
}

async function openRemote(profile: Exclude<Profile, { url: string }>, { scratch }: Means): Promise<Target> {
  const { remoteTarget } = await import('./remote-target.ts')
  return remoteTarget(describe(profile), { scratch, hasKey: 'preset' in profile })
}
