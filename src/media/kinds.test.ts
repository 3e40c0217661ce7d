import { expect, test } from 'vitest'
import { extensionFor, isKindName, kindNames, kinds } from './kinds.ts'

test('the extension follows the bytes, and keeps the sender’s spelling of it', () => {
  expect(extensionFor('jpeg', 'a.JPEG')).toBe('jpeg')
  expect(extensionFor('jpeg', 'a.png')).toBe('jpg')
  expect(extensionFor('png', 'noextension')).toBe('png')
  expect(extensionFor('bmp', 'scan.bmp')).toBe('png')
  expect(extensionFor('tiff', 'scan.tif')).toBe('png')
  expect(extensionFor('mp4', '..m4v')).toBe('m4v')
})

test('the list of names is the table’s', () => {
  expect([...kindNames].sort()).toEqual(Object.keys(kinds).sort())
  expect(isKindName('toString')).toBe(false)
})
