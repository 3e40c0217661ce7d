import { describe, expect, test } from 'vitest'
import { cut, safeName, slug, storedName, suffixedName, titleFromName } from './names.ts'

describe('safeName', () => {
  test.each([
    ['Été à la Plage_2024.PNG', 'Ete-a-la-Plage_2024'],
    ['测试 图片 (1)#?.png', '--1'],
    ['<b>x</b>.th.png', 'bxb'],
    ['a.th.png', 'a'],
    ['a.md.fr.original.jpg', 'a'],
    ['a.TH.png', 'a'],
    ['.htaccess', ''],
    ['..png', ''],
    ['....', ''],
    ['a..jpg', 'a'],
    ['archive.tar.gz', 'archive.tar'],
    ['no extension', 'no-extension'],
    ['图片.jpg', ''],
    ['猫 と 犬.png', ''],
    ['猫-犬_(鳥).png', ''],
    ['-_-.png', ''],
    ['猫 2.png', '-2'],
    [`${'x'.repeat(300)}.jpg`, 'x'.repeat(200)],
  ])('%s becomes %s', (filename, name) => {
    expect(safeName(filename)).toBe(name)
  })

  test('is never the name of a rendition, even once it is cut', () => {
    expect(safeName(`${'x'.repeat(197)}.th.more.jpg`)).not.toMatch(/\.(th|md|fr)$/)
  })
})

describe('storedName', () => {
  test('an empty name becomes random', () => {
    expect(storedName('original', '图片.jpg')).toMatch(/^[a-z0-9]{12}$/)
    expect(storedName('original', '猫 と 犬.png')).toMatch(/^[a-z0-9]{12}$/)
    expect(storedName('mixed', '猫-犬.png')).toMatch(/^[a-z0-9]{12}-[0-9a-f]{32}$/)
  })
  test('mixed names have 128 random bits, random ones nothing else', () => {
    expect(storedName('mixed', 'cat.jpg')).toMatch(/^cat-[0-9a-f]{32}$/)
    expect(storedName('random', 'cat.jpg')).toMatch(/^[0-9a-f]{32}$/)
  })
  test('a suffix makes a taken name free and keeps it within the limit', () => {
    expect(suffixedName('cat')).toMatch(/^cat[0-9a-f]{16}$/)
    expect(suffixedName('x'.repeat(200))).toHaveLength(196)
  })
})

describe('titles', () => {
  test.each([
    ['Badgers _ animated music video _ MrWeebl.mp4', 'Badgers animated music video MrWeebl'],
    ['my-holiday__photo 1.jpg', 'my holiday photo 1'],
    ['测试 图片.png', '测试 图片'],
    [`${'é'.repeat(120)}.png`, 'é'.repeat(100)],
  ])('%s suggests %s', (filename, title) => {
    expect(titleFromName(filename)).toBe(title)
  })
  test.each([
    ['Badgers animated music video MrWeebl', 'Badgers-animated-music-video-MrWeebl'],
    ['  Été!? ', 'Ete'],
    ['图片', ''],
  ])('the slug of %s is %s', (title, words) => {
    expect(slug(title)).toBe(words)
  })
  test('cutting never halves a character', () => {
    expect(cut('a😀b', 2)).toBe('a😀')
  })
})
