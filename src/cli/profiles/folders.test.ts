import { expect, test } from 'vitest'
import { foldersOf } from './folders.ts'

test.each([
  ['linux', { HOME: '/home/ann' }, '/home/ann/.config/tintype', '/home/ann/.local/state/tintype'],
  ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' }, '/c/tintype', '/s/tintype'],
  [
    'linux',
    { HOME: '/home/ann', XDG_CONFIG_HOME: 'relative', XDG_STATE_HOME: '' },
    '/home/ann/.config/tintype',
    '/home/ann/.local/state/tintype',
  ],
  [
    'darwin',
    { HOME: '/Users/ann', XDG_CONFIG_HOME: '/c' },
    '/Users/ann/Library/Application Support/Tintype',
    '/Users/ann/Library/Application Support/Tintype/State',
  ],
  [
    'win32',
    { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' },
    'C:\\Users\\ann\\AppData\\Roaming\\Tintype',
    'C:\\Users\\ann\\AppData\\Local\\Tintype',
  ],
  [
    'win32',
    { USERPROFILE: 'D:\\ann' },
    'D:\\ann\\AppData\\Roaming\\Tintype',
    'D:\\ann\\AppData\\Local\\Tintype',
  ],
] as const)('on %s with %j', (platform, environment, config, state) => {
  expect(foldersOf(environment, platform)).toEqual({ config, state })
})
