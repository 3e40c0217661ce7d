import { join } from 'node:path'
import { expect, test } from 'vitest'
import { translate as chevereto } from '../src/dialects/chevereto/wire.ts'
import { refused as imgbb } from '../src/dialects/imgbb/wire.ts'
import { refused as imgur } from '../src/dialects/imgur/wire.ts'
import { refused as lsky } from '../src/dialects/lsky/wire.ts'
import { refused as see } from '../src/dialects/see/wire.ts'
import { refusals as smms } from '../src/dialects/smms/wire.ts'
import { refused as webdav } from '../src/dialects/webdav/wire.ts'
import { AppError, type ErrorCode, errorCodes } from '../src/errors.ts'

/** When each refusal is met, in a user's words. */
const meanings = {
  'bad-input': 'a request that cannot be understood: a malformed or cut-off body',
  'no-source': 'no file was sent',
  'empty-source': 'the file has no bytes',
  'bad-base64': 'neither a file nor an address nor base64',
  unsupported: 'not a picture or video',
  'broken-file': 'damaged, cut off, or not decodable within the limits of time and memory',
  'kind-unavailable': 'a kind that is known and never taken, such as HEIC, PSD or SVG',
  'kind-disabled': 'a kind that the site or the group has turned off',
  'too-large': 'more bytes than the group allows',
  'too-complex': 'more pixels or frames than can be worked with',
  'bad-width': 'a negative width',
  'width-too-large': 'a width larger than the picture’s',
  'bad-album': 'an album that is not there or not yours',
  'bad-category': 'a category that is not there',
  'bad-expiration': 'neither a duration nor seconds',
  'url-disabled': 'fetching from addresses is turned off, for the site or the group',
  'url-private': 'an address that is private or otherwise not public',
  'url-self': 'an address of this very server',
  'url-scheme': 'neither http nor https',
  'url-unreachable': 'nothing usable came from the address, whatever the reason',
  'key-missing': 'no key, and guests may not use this door',
  'key-invalid': 'a key that opens nothing',
  'bad-credentials': 'a wrong name or password',
  forbidden: 'the group may not upload',
  'not-found': 'nothing is there, or not for you',
  'already-deleted': 'it was deleted before',
  duplicate: 'the same bytes by the same sender',
  'over-quota': 'no space left on the account',
  flood: 'too many uploads in a minute or an hour',
  busy: 'the server has too much to do at the moment',
  'storage-full': 'the server’s disk is full',
  internal: 'a fault of the server; its log says more under the request’s id',
} as const satisfies Record<ErrorCode, string>

const example = { limit: 2_000_000, count: 20, period: 'minute', what: 'webp' } as const

type Said = { status: number; code?: number | string; message: string }

/** How each dialect says a refusal whose own words are shown as such. */
const dialects = {
  'SM.MS': (refusal) => ({ ...smms[refusal.code] }),
  'S.EE': (refusal) => {
    const { status, answer } = see(refusal)
    return { status, code: answer.code, message: answer.message }
  },
  Chevereto: chevereto,
  ImgBB: (refusal) => {
    const { status_code, error } = imgbb(refusal)
    return { status: status_code, ...error }
  },
  Imgur: (refusal) => {
    const { status, data } = imgur(refusal, { path: '', method: '' })
    return { status, message: data.error }
  },
  WebDAV: (refusal) => {
    const { status, body = '' } = webdav(refusal)
    return { status, message: body.trim() }
  },
  'Lsky Pro': (refusal) => {
    const { status, answer } = lsky(refusal)
    return { status, message: answer.message }
  },
} as const satisfies Record<string, (refusal: AppError) => Said>

/** Those that descend from one another are shown side by side. */
const tables: readonly (readonly (keyof typeof dialects)[])[] = [
  ['SM.MS', 'S.EE'],
  ['Chevereto', 'ImgBB'],
  ['Imgur', 'Lsky Pro'],
  ['WebDAV'],
]

function tableOf(names: (typeof tables)[number]): string {
  const lines = errorCodes.map((code) => {
    const refusal = new AppError(code, 'what is wrong, in words', { details: example })
    const cells = names.map((name) => {
      const { status, code, message }: Said = dialects[name](refusal)
      return code === undefined ? `${status} ${message}` : `${status} \`${code}\` ${message}`
    })
    return `| ${[code, ...cells].join(' | ')} |`
  })
  return `## ${names.join(' and ')}

| refusal | ${names.join(' | ')} |
|---|${names.map(() => '---|').join('')}
${lines.join('\n')}
`
}

/** The page is made from the tables that answer requests; `npx vitest -u` writes it anew after a change. */
test('docs/guide/refusals.md says what the dialects say', async () => {
  const meant = errorCodes.map((code) => `| ${code} | ${meanings[code]} |`)
  const page = `# Refusals

How each refusal is said in each dialect: the HTTP status, the code in the answer, and the message. SM.MS and S.EE
answer refusals with status 200, because their clients take every other status for a fault of the network. \`{count}\`
and \`{period}\` stand for the numbers that hold; other messages are shown with examples of them. A refusal that makes
sense to repeat later carries \`Retry-After\`.

| refusal | when |
|---|---|
${meant.join('\n')}

${tables.map(tableOf).join('\n')}`
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '..', 'docs', 'guide', 'refusals.md'))
})
