import { type Arguments, type Context, type Option, UsageError } from '../command.ts'
import { isTintype, type Profile, readProfiles } from './profile-file.ts'

/** A Tintype and the key that opens it; none: as a guest. */
export type Account = { url: string; key: string | undefined }

/** Options by which a command's Tintype is chosen; `chooseAccount` reads them. */
export const accountOptions = {
  profile: { type: 'string', value: 'NAME', offers: 'profiles', about: 'which profile (profile list)' },
  url: {
    type: 'string',
    value: 'URL',
    about: 'address of the Tintype instead, with the key of --key or as a guest',
  },
  key: { type: 'string', value: 'KEY', about: 'key for --url or for a preset' },
} as const satisfies Record<string, Option>

/**
 * Which Tintype is meant: --url, else --profile, else TINTYPE_URL, else the profile in use. A key goes to the address
 * that it came with and to no other. Throws UsageError when there is none.
 */
export async function chooseAccount(
  { environment }: Pick<Context, 'environment'>,
  args: Pick<Arguments, 'text'>,
): Promise<Account> {
  const url = args.text('url')
  if (url !== undefined) return { url: webAddress(url, '--url'), key: args.text('key') }
  const name = args.text('profile')
  if (name !== undefined) return ofProfile(name, await namedProfile(environment, name))
  if (environment.TINTYPE_URL) {
    return {
      url: webAddress(environment.TINTYPE_URL, 'TINTYPE_URL'),
      key: args.text('key') ?? (environment.TINTYPE_KEY || undefined),
    }
  }
  if (environment.TINTYPE_KEY) throw new UsageError('TINTYPE_KEY goes with TINTYPE_URL, which is not set')
  return currentProfile(environment)
}

/** An http or https address without a slash at its end. Throws UsageError naming where it was given. */
export function webAddress(text: string, where: string): string {
  const full = text.includes('://') ? text : `https://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    throw new UsageError(`${where} is an http:// or https:// address, such as https://pics.example.com`)
  }
  return url.href.replace(/\/+$/, '')
}

type Environment = Context['environment']

async function currentProfile(environment: Environment): Promise<Account> {
  const { current, profiles } = await readProfiles(environment)
  const found = current === undefined ? undefined : profiles[current]
  if (current === undefined || !found) {
    throw new UsageError(
      'No Tintype is known yet: tintype profile add NAME --url URL keeps one, or set TINTYPE_URL and TINTYPE_KEY',
    )
  }
  return ofProfile(current, found)
}

async function namedProfile(environment: Environment, name: string) {
  const { profiles } = await readProfiles(environment)
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (!found) throw new UsageError(`There is no profile ${name}: tintype profile list shows them`)
  return found
}

function ofProfile(name: string, profile: Profile): Account {
  if (!isTintype(profile)) {
    throw new UsageError(`The profile ${name} is of another host: --to ${name} uploads there`)
  }
  return { url: profile.url, key: profile.key }
}
