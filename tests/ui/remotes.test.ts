import { describe, expect, test } from 'vitest'
import type { Remote, RemoteList } from '../../src/dialects/native/wire-remotes.ts'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { openStage, type Person } from '../stage.ts'
import { call, sendMedia } from '../wire/native-client.ts'
import { openMirror, simple } from '../wire/remote-host.ts'
import { openBrowser } from './browser.ts'
import { enterAnew } from './library-scene.ts'

const key = 'a-key-of-many-characters'

describe.each([true, false])('other hosts, scripts: %s', (scripts) => {
  const host = fixture(openMirror)
  const stage = fixture(() => openStage({ environment: { URL_ALLOW: new URL(host.url).host } }))
  const browser = fixture(openBrowser)

  async function enter(path: (person: Person) => string | Promise<string>) {
    const entered = await enterAnew({ stage, browser }, { scripts })
    const { person, visitor } = entered
    await visitor.open(await path(person))
    return { ...entered, main: visitor.page.getByRole('main') }
  }
  const make = async (person: Person, more: object = {}) => {
    const body = { name: 'Second home', description: simple(host.url, key), ...more }
    return (await call<Remote>(stage, 'POST /api/remotes', { key: person.key, body })).body
  }

  test('a host is described, tried out, mended and added', async () => {
    await using entered = await enter(() => '/settings/remotes')
    const { main, person } = entered
    await main.getByRole('link', { name: 'Another host' }).click()
    await main.getByLabel('Name', { exact: true }).fill('Second home')
    await main.getByLabel('API address').fill(`${host.url}/upload`)
    await main.getByLabel('Request headers').fill(`{"Authorization": "${key}"}`)
    await main.getByLabel('JSON path to the address of the picture').fill('data.link')
    await main.getByRole('button', { name: 'Test' }).click()
    const problem = main.getByRole('alert')
    await problem.getByText('Look at “JSON path to the address of the picture”').waitFor()
    await problem.getByText('"data" has no "url"'.replace('url', 'link')).waitFor()
    await main.getByText('authorization: ••••ters').waitFor()
    await main.getByLabel('JSON path to the address of the picture').fill('data.url')
    await main.getByRole('button', { name: 'Test' }).click()
    await main.getByText('It works').waitFor()
    await main.getByLabel('Send there').selectOption('all')
    await main.getByRole('button', { name: 'Add a host' }).click()
    await main.getByText('The host was added').waitFor()
    const { body } = await call<RemoteList>(stage, 'GET /api/remotes', { key: person.key })
    expect(body.items).toMatchObject([
      { name: 'Second home', mirror: 'all', deleteCopies: true, description: { urlPath: 'data.url' } },
    ])
    expect(await main.textContent()).not.toContain(key)
  })

  test('a ready kind asks only for what it needs, and says what is wrong', async () => {
    await using entered = await enter(() => '/settings/remotes?add=chevereto')
    const { main, person } = entered
    await main.getByLabel('Address of the site').fill(host.url)
    await main.getByLabel('API key or token').fill(key)
    await make(person, { name: 'CHEVERETO' })
    await main.getByRole('button', { name: 'Add a host' }).click()
    await main.getByRole('alert').getByText('Look at “Name”').waitFor()
    await main.getByLabel('Name', { exact: true }).fill('Old gallery')
    await main.getByRole('button', { name: 'Add a host' }).click()
    await main.getByRole('heading', { name: 'Old gallery' }).waitFor()
  })

  test('its use is changed, its secret is kept, what failed is tried again', async () => {
    let made: Remote | undefined
    await using entered = await enter(async (person) => {
      made = await make(person, { mirror: 'all' })
      host.fail = { status: 500, body: { message: 'We are moving' } }
      await sendMedia(stage, { key: person.key, bytes: distinctPng(1, person.name) })
      await stage.drain()
      host.fail = undefined
      return `/settings/remotes/${made.id}`
    })
    const { main, person } = entered
    await main.getByText('It said: We are moving').waitFor()
    await main.getByRole('button', { name: 'Try now' }).click()
    await main.getByText('Copies are tried again').waitFor()
    await stage.drain()
    await main.getByLabel('Send there').selectOption('none')
    await main.getByRole('switch', { name: 'Private pictures too' }).check()
    await main.getByRole('button', { name: 'Save' }).first().click()
    await main.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
    await main.getByLabel('Put before that address').fill('')
    await main.getByRole('button', { name: 'Test' }).click()
    await main.getByText('The sample was sent, found and deleted again.').waitFor()
    const { body } = await call<Remote>(stage, `GET /api/remotes/${made?.id}`, { key: person.key })
    expect(body).toMatchObject({ mirror: 'none', withPrivate: true, copies: { sent: 1, failed: 0 } })
  })

  test('everything is brought over, and the host is forgotten', async () => {
    for (const number of [1, 2, 3]) host.files.set(`${number}.png`, distinctPng(number, `ui ${scripts}`))
    await using entered = await enter(async (person) => `/settings/remotes/${(await make(person)).id}`)
    const { main, visitor, person } = entered
    await main.getByRole('button', { name: 'Bring over' }).click()
    await main.getByText('Page 1').waitFor()
    await stage.drain()
    if (!scripts) await visitor.page.reload()
    await main.getByText('Done', { exact: true }).waitFor()
    await main.getByRole('button', { name: 'Bring over again' }).waitFor()
    await main.locator('summary', { hasText: 'Forget this host' }).click()
    await main.getByRole('button', { name: 'Forget this host' }).click()
    await main.getByText('The host was forgotten').waitFor()
    const { body } = await call<RemoteList>(stage, 'GET /api/remotes', { key: person.key })
    expect(body.items).toEqual([])
  })

  test('the viewer tells whoever may see a picture where else it lies', async () => {
    await using entered = await enter(async (person) => {
      await make(person, { mirror: 'all' })
      const media = await sendMedia(stage, { key: person.key, bytes: distinctPng(2, person.name) })
      await stage.drain()
      return media.body.page
    })
    const copy = entered.main.getByRole('link', { name: new URL(host.url).host })
    expect(await copy.getAttribute('href')).toMatch(`${host.url}/f/`)
    await using stranger = await browser.visitor({ scripts, url: stage.url })
    await stranger.open(new URL(entered.visitor.page.url()).pathname)
    const same = stranger.page.getByRole('link', { name: new URL(host.url).host })
    expect(await same.getAttribute('href')).toBe(await copy.getAttribute('href'))
  })
})
