import { type ClipboardReader, readersFor } from './clipboard-programs.ts'

/** What the clipboard holds: a picture, files that were copied in a file manager, or text. */
export type Clip =
  | { kind: 'picture'; bytes: Buffer; extension: string }
  | { kind: 'files'; paths: readonly string[] }
  | { kind: 'text'; text: string }

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the clipboard by the first of the platform's programs that is installed. Undefined when it holds nothing that
 * can be uploaded. Throws an Error that names what to install when there is no such program.
 */
export async function readClipboard(
  environment: Environment,
  { platform = process.platform, stop }: { platform?: NodeJS.Platform; stop?: AbortSignal } = {},
): Promise<Clip | undefined> {
  const readers = readersFor(environment, platform)
  for (const reader of readers) {
    const clip = await read(reader, stop)
    if (clip !== 'not installed') return clip
  }
  throw new Error(`The clipboard cannot be read: ${adviceFor(readers, platform)}`)
}

async function read(
  reader: ClipboardReader,
  stop?: AbortSignal,
): Promise<Clip | undefined | 'not installed'> {
  try {
    return await reader.read(stop)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'not installed'
    throw error
  }
}

function adviceFor(readers: readonly ClipboardReader[], platform: NodeJS.Platform): string {
  if (readers.length === 0) return 'there is no screen (neither WAYLAND_DISPLAY nor DISPLAY is set)'
  const names = readers.map(({ program }) => program).join(' or ')
  return `${names} is missing${platform === 'linux' ? '; install wl-clipboard or xclip' : ''}`
}
