import { type RemoteDescription, readDescription, wrong } from './description.ts'

/** One thing that a person fills in; `secret` ones are not shown again. */
export type Need = {
  name: 'address' | 'key' | 'strategy'
  secret: boolean
  optional: boolean
  example: string
}

/** A host whose description is known but for what its user fills in. */
export type Preset = {
  id: PresetId
  /** As people call it. */
  name: string
  needs: readonly Need[]
  /** Throws bad-input with the name of the need that is missing or wrong. */
  describe(values: Readonly<Record<string, string>>): RemoteDescription
}

export const presetIds = ['tintype', 'sm.ms', 's.ee', 'chevereto', 'imgbb', 'lsky', 'imgur'] as const
export type PresetId = (typeof presetIds)[number]

const key: Need = { name: 'key', secret: true, optional: false, example: '' }
const address: Need = {
  name: 'address',
  secret: false,
  optional: false,
  example: 'https://pictures.example.com',
}

type Values = { address: string; key: string; strategy: string }

const smms = ({ address: host, key: token }: Values) => ({
  url: `${host}/api/v2/upload`,
  fileField: 'smfile',
  headers: { Authorization: token },
  fields: { format: 'json' },
  urlPath: 'data.url',
  repeatPath: 'images',
  // Its `data.delete` is a page for people; the API tells programs what became of it.
  deletePath: 'data.hash',
  deletePrefix: `${host}/api/v2/delete/`,
  list: smmsHistory(host),
})

function smmsHistory(host: string) {
  return list(`${host}/api/v2/upload_history`, 'data', 'filename')
}

function list(url: string, itemsPath: string, namePath: string, urlPath = 'url') {
  return { url, pageField: 'page', itemsPath, urlPath, namePath }
}

function preset(
  id: PresetId,
  facts: { name: string; needs: readonly Need[]; home?: string; describe(values: Values): unknown },
): Preset {
  const { name, needs, home } = facts
  const describe = (given: Readonly<Record<string, string>>): RemoteDescription => {
    const value = (need: string) => (given[need] ?? '').trim()
    const missing = needs.find((need) => !need.optional && value(need.name) === '')
    if (missing) throw wrong(missing.name, `is missing; ${name} needs it`)
    return readDescription(
      facts.describe({
        address: needs.includes(address) ? hostOf(value('address')) : (home ?? ''),
        key: value('key'),
        strategy: value('strategy'),
      }),
    )
  }
  return { id, name, needs, describe }
}

/** The hosts that are known, by their names in the API and on the command line. */
export const presets: readonly Preset[] = [
  preset('tintype', {
    name: 'Tintype',
    needs: [address, key],
    describe: ({ address: host, key: token }) => ({
      url: `${host}/api/media`,
      fileField: 'file',
      headers: { Authorization: `Bearer ${token}` },
      fields: {
        title: '{title}',
        description: '{description}',
        tags: '{tags}',
        visibility: '{visibility}',
        nsfw: '{nsfw}',
      },
      urlPath: 'file.url',
      repeatPath: 'error.url',
      deletePath: 'deletionUrl',
      deletePage: true,
      // Of all dialects that it speaks this one lists in pages with numbers.
      list: smmsHistory(host),
    }),
  }),
  preset('sm.ms', { name: 'SM.MS', needs: [key], home: 'https://sm.ms', describe: smms }),
  preset('s.ee', {
    name: 'S.EE',
    needs: [key],
    home: 'https://s.ee',
    describe: ({ address: host, key: token }) => ({
      url: `${host}/api/v1/file/upload`,
      fileField: 'smfile',
      headers: { Authorization: token },
      urlPath: 'data.url',
      repeatPath: 'images',
      deletePath: 'data.hash',
      deletePrefix: `${host}/api/v1/file/delete/`,
      list: list(`${host}/api/v1/files`, 'data', 'filename'),
    }),
  }),
  preset('chevereto', {
    name: 'Chevereto',
    needs: [address, key],
    describe: ({ address: host, key: token }) => ({
      url: `${host}/api/1/upload`,
      fileField: 'source',
      headers: { 'X-API-Key': token },
      fields: { format: 'json' },
      urlPath: 'image.url',
      deletePath: 'image.delete_url',
      deletePage: true,
    }),
  }),
  preset('imgbb', {
    name: 'ImgBB',
    needs: [key],
    home: 'https://api.imgbb.com',
    // Its `delete_url` is a page that asks a person; what programs ask for there is not deleted.
    describe: ({ address: host, key: token }) => ({
      url: `${host}/1/upload`,
      fileField: 'image',
      fields: { key: token },
      urlPath: 'data.url',
    }),
  }),
  preset('lsky', {
    name: 'Lsky Pro',
    needs: [address, key, { name: 'strategy', secret: false, optional: true, example: '1' }],
    describe: ({ address: host, key: token, strategy }) => ({
      url: `${host}/api/v1/upload`,
      fileField: 'file',
      headers: { Authorization: `Bearer ${token.replace(/^Bearer /i, '')}` },
      fields: strategy === '' ? {} : { strategy_id: strategy },
      urlPath: 'data.links.url',
      deletePath: 'data.key',
      deletePrefix: `${host}/api/v1/images/`,
      deleteMethod: 'DELETE',
      list: list(`${host}/api/v1/images`, 'data.data', 'origin_name', 'links.url'),
    }),
  }),
  preset('imgur', {
    name: 'Imgur',
    needs: [key],
    home: 'https://api.imgur.com',
    // A bare key is a client's id, which anonymous uploads need; `Bearer …` is an account's.
    describe: ({ address: host, key: token }) => ({
      url: `${host}/3/image`,
      fileField: 'image',
      headers: { Authorization: /^(Bearer|Client-ID) /i.test(token) ? token : `Client-ID ${token}` },
      urlPath: 'data.link',
      deletePath: 'data.deletehash',
      deletePrefix: `${host}/3/image/`,
      deleteMethod: 'DELETE',
    }),
  }),
]

/** A preset by its id. Throws bad-input for the field `preset`. */
export function findPreset(id: string): Preset {
  const found = presets.find((each) => each.id === id)
  if (!found) throw wrong('preset', `there is none called "${id}". There are: ${presetIds.join(', ')}`)
  return found
}

/** Scheme, host and path of a site, without an API's path or a slash behind it. */
function hostOf(given: string): string {
  const text = /^https?:\/\//i.test(given) ? given : `https://${given}`
  if (!URL.canParse(text))
    throw wrong('address', 'must be the address of a site, such as https://pictures.example.com')
  const url = new URL(text)
  const path = url.pathname.replace(/\/api(\/.*)?$/, '').replace(/\/+$/, '')
  return url.origin + path
}
