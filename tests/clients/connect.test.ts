import { describe, expect, test } from 'vitest'
import { configure, findTool, tools } from '../../src/connect/tools.ts'
import { fixture } from '../fixture.ts'
import { appProofs } from './proofs-apps.ts'
import { programProofs } from './proofs-programs.ts'
import { siteProofs } from './proofs-sites.ts'
import { runShareX } from './sharex.ts'
import { fileOf, type Ground, openGround, type Proof, type Sent } from './trial.ts'

/**
 * Every configuration that people are given, used as its tool uses it: a picture goes up, its bytes come back, and it
 * is deleted. Upload buttons are tried in tests/ui/forum-connect.test.ts.
 */
const proofs = { ...appProofs, ...programProofs, ...siteProofs }

test('every way of every tool that has a key is tried, and nothing else', () => {
  const ways = tools
    .filter(({ keyless }) => !keyless)
    .flatMap(({ id, ways }) => ways.map((way) => `${id}/${way.id}`))
  expect(Object.keys(proofs).sort()).toEqual(ways.sort())
})

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  const ground = fixture(() => openGround(scheme))

  const site = { name: '', url: `${scheme}://pictures.example.com`, key: '' }
  const allowed = tools.flatMap(({ id }) =>
    configure(findTool(id), site, 'en').ways.map((way) => `${id}/${way.id}`),
  )
  const cases = allowed.flatMap((name) =>
    Object.entries<Proof>(proofs[name] ?? {}).map(([variant, proof]) => ({ name, variant, proof })),
  )

  test.each(cases)('$name, $variant', async ({ name, proof }) => {
    const [tool = '', id = ''] = name.split('/')
    const picture = await ground.picture()
    const sent = await proof({ ...picture, ground, way: ground.way(tool, id) })
    expect(sent.url).toMatch(new RegExp(`^${ground.site.url}/images/`))
    const got = await ground.fetch(sent.url)
    expect(got.status).toBe(200)
    expect(Buffer.from(await got.arrayBuffer()).equals(picture.bytes)).toBe(true)
    await remove(ground, sent)
    expect((await ground.fetch(sent.url)).status).toBe(404)
  })

  test.each(['native', 'chevereto'])('ShareX says why %s refuses', async (id) => {
    const sxcu = fileOf(ground.way('sharex', id)).text.replace(ground.site.key, 'wrong')
    const { bytes } = await ground.picture()
    expect((await runShareX(ground, sxcu, { name: 'a.png', bytes })).error).toMatch(/^Invalid API key\.?$/)
  })
})

/** By the tool's own means, or as SM.MS's clients find what they sent. */
async function remove({ fetch, person, site }: Ground, sent: Sent): Promise<void> {
  if (sent.remove) return void (await sent.remove())
  const history = await fetch(`${site.url}/api/v2/upload_history`, { headers: { authorization: person.key } })
  const { data } = (await history.json()) as { data: { url: string; hash: string }[] }
  const mine = data.find((media) => media.url === sent.url)
  const deleted = await fetch(`${site.url}/api/v2/delete/${mine?.hash}?hash=${mine?.hash}&format=json`)
  expect(await deleted.json()).toMatchObject({ success: true, message: 'File delete success.' })
}
