import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where programs keep what: their settings (`config`) and what they can lose (`state`). */
export type Folders = { config: string; state: string }

/** The platform's folders for this program: XDG, `~/Library/Application Support`, or `%APPDATA%`. They may not exist. */
export function foldersOf(environment: Environment, platform: NodeJS.Platform = process.platform): Folders {
  if (platform === 'win32') {
    const home = environment.USERPROFILE || homedir()
    const roaming = environment.APPDATA || win32.join(home, 'AppData', 'Roaming')
    const local = environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local')
    return { config: win32.join(roaming, 'Tintype'), state: win32.join(local, 'Tintype') }
  }
  const home = environment.HOME || homedir()
  if (platform === 'darwin') {
    const folder = posix.join(home, 'Library', 'Application Support', 'Tintype')
    return { config: folder, state: posix.join(folder, 'State') }
  }
  return {
    config: posix.join(absolute(environment.XDG_CONFIG_HOME) ?? posix.join(home, '.config'), 'tintype'),
    state: posix.join(absolute(environment.XDG_STATE_HOME) ?? posix.join(home, '.local', 'state'), 'tintype'),
  }
}

/** The XDG specification says that relative folders are to be ignored. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && posix.isAbsolute(folder) ? folder : undefined
}
