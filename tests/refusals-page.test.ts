import { join } from 'node:path'
import { expect, test } from 'vitest'
import { translate } from '../src/dialects/chevereto/wire.ts'
import { refusals as smms } from '../src/dialects/smms/wire.ts'
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

/** The page is made from the tables that answer requests; `npx vitest -u` writes it anew after a change. */
test('docs/guide/refusals.md says what the dialects say', async () => {
  const lines = errorCodes.map((code) => {
    const said = smms[code]
    const chevereto = translate(new AppError(code, 'what is wrong, in words', { details: example }))
    const cells = [
      code,
      meanings[code],
      `${said.status} \`${said.code}\` ${said.message}`,
      `${chevereto.status} \`${chevereto.code}\` ${chevereto.message}`,
    ]
    return `| ${cells.join(' | ')} |`
  })
  const page = `# Refusals

How each refusal is said in each dialect: the HTTP status, the code in the answer, and the message. SM.MS answers
refusals with status 200, because its clients take every other status for a fault of the network. \`{count}\` and
\`{period}\` stand for the numbers that hold; Chevereto's messages are shown with examples of them. A refusal that
makes sense to repeat later carries \`Retry-After\`.

| refusal | when | SM.MS | Chevereto |
|---|---|---|---|
${lines.join('\n')}
`
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '..', 'docs', 'guide', 'refusals.md'))
})
