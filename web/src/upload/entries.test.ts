import { expect, test } from 'vitest'
import { type Entry, filesIn } from './entries.ts'

const file = (name: string): Entry => ({
  isFile: true,
  isDirectory: false,
  name,
  file: (done) => done(new File(['x'], name)),
})

/** Gives its children two at a time, as browsers give a hundred. */
function folder(name: string, children: Entry[]): Entry {
  return {
    isFile: false,
    isDirectory: true,
    name,
    createReader: () => {
      let at = 0
      return {
        readEntries: (done) => {
          done(children.slice(at, at + 2))
          at += 2
        },
      }
    },
  }
}

const names = async (entries: Entry[]) => (await filesIn(entries)).files.map(({ name }) => name)

test('folders are walked to their ends, in the order of names', async () => {
  const inner = folder('b', [file('10.png'), file('9.png'), file('8.png')])
  expect(await names([folder('a', [file('z.png'), inner, file('a.png')]), file('last.png')])).toEqual([
    'a.png',
    '8.png',
    '9.png',
    '10.png',
    'z.png',
    'last.png',
  ])
})

test('hidden files stay where they are', async () => {
  expect(
    await names([
      folder('a', [file('.DS_Store'), file('Thumbs.db'), folder('.git', [file('x')]), file('ok.png')]),
    ]),
  ).toEqual(['ok.png'])
})

test('what cannot be read does not stop the others', async () => {
  const broken: Entry = { ...file('broken.png'), file: (_done, failed) => failed(new Error('gone')) }
  const shut: Entry = {
    ...folder('shut', []),
    createReader: () => ({ readEntries: (_done, failed) => failed(new Error('no')) }),
  }
  expect(await names([broken, shut, file('ok.png')])).toEqual(['ok.png'])
})

test('a folder that holds itself ends', async () => {
  const loop: Entry = folder('loop', [])
  loop.createReader = () => {
    let given = false
    return {
      readEntries: (done) => {
        done(given ? [] : [loop, file('x.png')])
        given = true
      },
    }
  }
  expect((await names([loop])).length).toBeLessThan(30)
})

test('of more than can be taken the rest is counted', async () => {
  const many = Array.from({ length: 2100 }, (_, at) => file(`${at}.png`))
  const { files, unread } = await filesIn([folder('many', many), file('last.png')])
  expect([files.length, unread]).toEqual([2000, 101])
})
