import { presetIds } from '../../remotes/presets.ts'
import { type Arguments, type Command, type Context, jsonOption, UsageError } from '../command.ts'
import { formatTable } from '../table.ts'
import { readSecret } from '../terminal.ts'
import { describe, presetValues, readDescriptionFile } from '../upload/destination.ts'
import { webAddress } from './account.ts'
import {
  isReadByOthers,
  isTintype,
  type Profile,
  type Profiles,
  profilesPath,
  readProfiles,
  writeProfiles,
} from './profile-file.ts'

export const profileAdd: Command = {
  name: 'profile add',
  about: 'Keeps a host and its key under a name, for upload, picgo and mcp on this machine',
  details: [
    'Without --preset or --description it is a Tintype. The first one kept is the one in use.',
    'Who types at a terminal is asked for the key and does not see it; an empty one means: as a guest.',
    'A profile of the same name is replaced. They lie in a file that nobody else can read.',
  ].join('\n'),
  words: ['NAME'],
  personal: true,
  options: {
    url: { type: 'string', value: 'URL', about: 'address of the site' },
    key: { type: 'string', value: 'KEY', about: 'its key; others may see what you type' },
    'key-stdin': { type: 'boolean', about: 'the key is the first line of standard input' },
    preset: { type: 'string', value: 'PRESET', choices: presetIds, about: 'another kind of host' },
    set: {
      type: 'string',
      value: 'NAME=VALUE',
      several: true,
      about: 'what else the preset needs',
    },
    description: {
      type: 'string',
      value: 'FILE',
      offers: 'files',
      about: 'any other host, by its description as JSON',
    },
    'no-check': { type: 'boolean', about: 'do not ask the host whether the key opens it' },
  },
  async run(context, args) {
    const { environment, terminal } = context
    const name = profileName(args.word('NAME'))
    const known = await readProfiles(environment)
    const profile = await profileFrom(context, args)
    if (isTintype(profile) && !args.flag('no-check')) {
      const { greet } = await import('./greeting.ts')
      terminal.tell(await greet(profile))
    }
    const current = known.current ?? (isTintype(profile) ? name : undefined)
    const profiles = { ...known.profiles, [name]: profile }
    await writeProfiles(environment, { ...(current !== undefined && { current }), profiles })
    const use = isTintype(profile) ? (current === name ? ', the one in use' : '') : `: upload --to ${name}`
    terminal.print(`Kept the profile ${name}${use}.`)
    return 0
  },
}

export const profileList: Command = {
  name: 'profile list',
  about: 'Lists the profiles, never their keys; a star marks the one in use',
  words: [],
  personal: true,
  options: { ...jsonOption, names: { type: 'boolean', about: 'only their names, one a line' } },
  async run({ environment, terminal }, args) {
    const { current, profiles } = await readProfiles(environment)
    const rows = Object.entries(profiles).map(([name, profile]) => ({
      name,
      current: name === current,
      ...factsOf(profile),
    }))
    if (args.flag('names')) for (const { name } of rows) terminal.print(name)
    else if (args.flag('json')) terminal.print(JSON.stringify(rows, null, 2))
    else terminal.print(formatTable([['', 'NAME', 'KIND', 'HOST', 'KEY'], ...rows.map(toRow)]))
    if (await isReadByOthers(environment)) {
      terminal.tell(`Note: others can read the keys in ${profilesPath(environment)}; chmod 600 mends it`)
    }
    return 0
  },
}

export const profileUse: Command = {
  name: 'profile use',
  about: 'Makes a profile the one that is used when none is named',
  words: ['NAME'],
  personal: true,
  offers: 'profiles',
  options: {},
  async run({ environment, terminal }, args) {
    const { name, profile, known } = await namedProfile(environment, args)
    if (!isTintype(profile)) throw new UsageError(`${name} is no Tintype: name it with upload --to ${name}`)
    await writeProfiles(environment, { ...known, current: name })
    terminal.print(`${name} is now the profile in use.`)
    return 0
  },
}

export const profileRemove: Command = {
  name: 'profile remove',
  about: 'Forgets a profile and its key; the key itself stays valid',
  words: ['NAME'],
  personal: true,
  offers: 'profiles',
  options: {},
  async run({ environment, terminal }, args) {
    const { name, known } = await namedProfile(environment, args)
    const { current } = known
    const { [name]: _, ...rest } = known.profiles
    const kept = current === undefined || current === name ? {} : { current }
    await writeProfiles(environment, { ...kept, profiles: rest })
    terminal.print(`Forgot the profile ${name}.`)
    return 0
  },
}

async function profileFrom({ terminal }: Context, args: Arguments): Promise<Profile> {
  const file = args.text('description')
  if (file !== undefined) return { description: await readDescriptionFile(file) }
  const given = args.text('key') ?? (await typedKey(terminal, args))
  const preset = args.text('preset')
  if (preset !== undefined && preset !== 'tintype') {
    const values = { ...presetValues(args), ...(given && { key: given }) }
    const profile = { preset, values }
    describe(profile)
    return profile
  }
  const url = args.text('url')
  if (url === undefined) throw new UsageError('--url URL is missing')
  return { url: webAddress(url, '--url'), ...(given && { key: given }) }
}

async function typedKey(terminal: Context['terminal'], args: Arguments): Promise<string> {
  if (!args.flag('key-stdin') && !terminal.input.isTTY) return ''
  const key = await readSecret(terminal, 'Key: ')
  if (args.flag('key-stdin') && key === '') throw new UsageError('There is no key on standard input')
  return key
}

function profileName(text: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(text)) return text
  throw new UsageError('NAME is made of letters, digits, dots, hyphens and underscores')
}

/** The profile that the command names, among all. Throws a usage error when there is none of that name. */
async function namedProfile(
  environment: Context['environment'],
  args: Arguments,
): Promise<{ name: string; profile: Profile; known: Profiles }> {
  const name = args.word('NAME')
  const known = await readProfiles(environment)
  const profile = Object.hasOwn(known.profiles, name) ? known.profiles[name] : undefined
  if (profile) return { name, profile, known }
  throw new UsageError(`There is no profile ${name}: tintype profile list shows them`)
}

type Facts = { kind: string; host: string; hasKey: boolean }

function factsOf(profile: Profile): Facts {
  if (isTintype(profile)) return { kind: 'tintype', host: profile.url, hasKey: profile.key !== undefined }
  if ('preset' in profile) {
    const { preset, values } = profile
    return { kind: preset, host: values.address ?? '', hasKey: Boolean(values.key) }
  }
  const { url, headers } = profile.description
  return { kind: 'description', host: String(url ?? ''), hasKey: Object.keys(headers ?? {}).length > 0 }
}

function toRow(row: Facts & { name: string; current: boolean }): string[] {
  return [row.current ? '*' : '', row.name, row.kind, row.host, row.hasKey ? 'yes' : 'none']
}
