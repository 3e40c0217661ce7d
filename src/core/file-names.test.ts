import { expect, test } from 'vitest'
import { baseName, repairText } from './file-names.ts'

test.each([
  ['cat.png', 'cat.png'],
  ['C:\\Users\\me\\cat.png', 'cat.png'],
  ['/home/me/cat.png', 'cat.png'],
  ['C:\\mixed/up\\cat.png', 'cat.png'],
  ['../../etc/passwd', 'passwd'],
  ['folder/', ''],
  ['..', ''],
  ['a/.', ''],
  ['.htaccess', '.htaccess'],
  [' a\u0000\u001b\r\nb.png ', 'ab.png'],
  ['猫 çà.png', '猫 çà.png'],
])('base name of %j is %j', (given, expected) => {
  expect(baseName(given)).toBe(expected)
})

test.each([
  ['cat.png', 'cat.png'],
  ['cafÃ©.png', 'café.png'],
  ['ç\u008c«.png', '猫.png'],
  ['café.png', 'café.png'],
  ['猫Ã©.png', '猫Ã©.png'],
])('repaired %j is %j', (given, expected) => {
  expect(repairText(given)).toBe(expected)
})
