import { expect, test } from 'vitest'
import { readDescription } from './description.ts'
import { drip, json, openHost, text } from './host.suite.ts'
import { tryOut } from './try-out.ts'

const key = 'secret-of-many-characters'

function describeHost(url: string) {
  return readDescription({
    url: `${url}/upload?key=${key}`,
    fileField: 'image',
    headers: { Authorization: `Bearer ${key}` },
    fields: { token: key, format: 'json' },
    urlPath: 'data.url',
    deletePath: 'data.delete',
  })
}

test('a trial shows the request and the answer without secrets, and takes the sample away again', async () => {
  await using host = await openHost((heard, response) => {
    const url = `http://${heard.headers.host}`
    const answer = { data: { url: `${url}/1.png`, delete: `${url}/delete/1` }, echo: key }
    json(answer, 200, { 'set-cookie': 'session=1' })(heard, response)
  })
  const trial = await tryOut(describeHost(host.url))
  expect(trial).toMatchObject({
    request: {
      method: 'POST',
      url: `${host.url}/upload?key=••••ters`,
      headers: { authorization: '••••ters', 'user-agent': 'Tintype' },
    },
    answer: { status: 200 },
    url: `${host.url}/1.png`,
    removed: true,
  })
  expect(trial.request.body).toContain('name="image"; filename="tintype-test.png"')
  expect(trial.request.body).toMatch(/<\d+ bytes of image\/png>/)
  expect(trial.answer?.text).toContain('"echo":"••••ters"')
  expect(trial.answer?.headers).not.toHaveProperty('set-cookie')
  expect(JSON.stringify(trial)).not.toContain('secret-of')
  expect(host.heard[1]).toMatchObject({ method: 'GET', path: '/delete/1' })
  expect(host.heard[0]?.body).toContain('\x89PNG')
})

test('a trial that fails tells the field to mend and still shows what came back', async () => {
  await using host = await openHost(text(`<html><title>Welcome</title>${key}`, 'text/html'))
  const trial = await tryOut(describeHost(host.url))
  expect(trial.problem?.field).toBe('url')
  expect(trial.problem?.message).toContain('“Welcome”')
  expect(trial.answer?.text).toBe('<html><title>Welcome</title>••••ters')
})

test('a sample whose address is not found is taken away too, and the problem is the address', async () => {
  await using host = await openHost((heard, response) => {
    const answer = { data: { link: 'x', delete: `http://${heard.headers.host}/delete/1` } }
    json(answer)(heard, response)
  })
  const trial = await tryOut(describeHost(host.url))
  expect(trial).toMatchObject({ removed: true, problem: { field: 'urlPath' } })
  expect(host.heard[1]?.path).toBe('/delete/1')
})

test('a trial of a silent host ends', async () => {
  await using host = await openHost(() => {})
  const trial = await tryOut(describeHost(host.url), { patience: 100 })
  expect(trial.answer).toBeUndefined()
  expect(trial.problem).toMatchObject({ field: 'url', message: expect.stringContaining('in time') })
})

test('a trial of a host that never ends its answer ends', async () => {
  await using host = await openHost(drip)
  const trial = await tryOut(describeHost(host.url), { time: 300 })
  expect(trial.problem).toMatchObject({ field: 'url', message: expect.stringContaining('in time') })
})

test('connections are made by the dispatcher that is handed in', async () => {
  const dispatcherFor = () => Promise.reject(new Error('no way there'))
  const trial = await tryOut(describeHost('http://127.0.0.1:1'), { dispatcherFor })
  expect(trial.problem?.message).toBe('Internal error')
})
