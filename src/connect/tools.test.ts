import { describe, expect, test } from 'vitest'
import { languages, type Site } from './tool.ts'
import { configure, findTool, listTools, tools } from './tools.ts'

const site: Site = {
  name: `Mara's "pictures"\nand {films}`,
  url: 'https://pics.example.com:8443/mara’s',
  key: 'tintKEYKEYKEYKEYKEYKEYKEYKEYKEYK',
}
const plain: Site = { name: 'Pics', url: 'http://192.168.1.5:3000', key: site.key }
const whole = (id: string, from = site) => JSON.stringify(configure(findTool(id), from, 'en'))

describe('the table of tools', () => {
  test('names each tool, and each way of one, once', () => {
    const ids = tools.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, ways } of tools) {
      const own = ways.map((way) => way.id)
      expect(new Set(own).size, id).toBe(own.length)
      expect(own.length, id).toBeGreaterThan(0)
    }
  })

  test.each(tools.map(({ id }) => id))('%s is whole: its address and its key are in every way', (id) => {
    const { keyless = false } = findTool(id)
    for (const { id: way, steps } of configure(findTool(id), site, 'en').ways) {
      const given = steps.map(({ fields, code, file }) => [
        fields?.map(({ value }) => value),
        code,
        file?.text,
      ])
      const text = given.flat(2).join('\n')
      expect(text, way).toMatch(/pics\.example\.com:8443/)
      expect(text.includes(site.key), way).toBe(!keyless)
    }
  })

  test('an address without TLS leaves out what speaks nothing else, and something else is left', () => {
    expect(whole('picgo')).toContain('"id":"smms"')
    expect(whole('picgo', plain)).not.toContain('"id":"smms"')
    for (const { id } of tools)
      expect(configure(findTool(id), plain, 'en').ways.length, id).toBeGreaterThan(0)
  })

  test('everything is told in every language', () => {
    const [english, chinese] = languages.map((language) => listTools(language))
    expect(chinese?.map(({ id }) => id)).toEqual(english?.map(({ id }) => id))
    for (const { id, about } of chinese ?? []) expect(about, id).toMatch(/\p{Script=Han}/u)
    for (const tool of tools) {
      for (const { steps } of configure(tool, site, 'zh-CN').ways) {
        for (const { text } of steps) expect(text, tool.id).toMatch(/\p{Script=Han}/u)
      }
      const told = JSON.stringify(
        configure(tool, site, 'en').ways.map(({ steps }) => steps.map((step) => step.text)),
      )
      // What the tool itself calls only by a Chinese name may stand beside an English one.
      expect(told.replaceAll('自定义Web图床', ''), tool.id).not.toMatch(/\p{Script=Han}/u)
    }
  })

  test('a tool that is not there is refused', () => {
    expect(() => findTool('carrier-pigeon')).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('what people type and what their files hold are the same', () => {
  test.each([
    ['picgo', 'smms', ['token', 'backupDomain']],
    ['picgo', 'web-uploader', ['url', 'paramName', 'jsonPath', 'customHeader']],
    ['piclist', 'lankong', ['lskyProVersion', 'server', 'token']],
  ])('%s %s', (tool, way, names) => {
    const found = configure(findTool(tool), site, 'en').ways.find(({ id }) => id === way)
    const { picBed } = JSON.parse(found?.steps.find(({ file }) => file)?.file?.text ?? '{}')
    const typed = found?.steps.flatMap(({ fields = [] }) => fields).map(({ value }) => value)
    expect(picBed.current).toBe(way)
    expect(typed?.slice(-names.length)).toEqual(names.map((name) => picBed[way][name]))
  })

  test('uPic', () => {
    const [file, form] = configure(findTool('upic'), site, 'en').ways[0]?.steps ?? []
    const { data } = JSON.parse(JSON.parse(file?.file?.text ?? '')[0])
    const typed = form?.fields?.map(({ value }) => value)
    expect(typed).toEqual([data.url, data.method, data.field, data.headers[0].value, data.resultPath])
  })
})

test('a name or an address with quotes breaks neither JSON nor a shell nor HTML nor PHP', () => {
  const odd = { ...site, url: `https://pics.example.com/it's "a" $(b) & c` }
  const file = (id: string, way = 0) =>
    configure(findTool(id), odd, 'en').ways[way]?.steps[0]?.file?.text ?? ''
  expect(JSON.parse(file('sharex'))).toMatchObject({ Name: odd.name, RequestURL: `${odd.url}/api/media` })
  expect(file('ksnip')).toContain(`'https://pics.example.com/it'\\''s "a" $(b) & c/3/image'`)
  expect(file('ksnip').split('\n')[1]).toMatch(/^# .*Mara's "pictures" and/)
  expect(file('wordpress')).toContain(
    `src="https://pics.example.com/it\\'s &quot;a&quot; $(b) &amp; c/pup.js"`,
  )
})
