import { type ExecFileException, execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clip } from './clipboard.ts'

/** A program that shows the clipboard. `read` rejects with ENOENT when it is not installed, and ends when stopped. */
export type ClipboardReader = { program: string; read(stop?: AbortSignal): Promise<Clip | undefined> }

type Environment = Readonly<Record<string, string | undefined>>

/** The platform's programs, the best first. */
export function readersFor(environment: Environment, platform: NodeJS.Platform): ClipboardReader[] {
  if (platform === 'darwin') return [{ program: 'osascript', read: readMac }]
  if (platform === 'win32') return [{ program: 'powershell', read: readWindows }]
  return [
    ...(environment.WAYLAND_DISPLAY ? [selectionReader('wl-paste', wayland)] : []),
    ...(environment.DISPLAY ? [selectionReader('xclip', x11)] : []),
  ]
}

type Arguments = { list: string[]; get(type: string): string[] }

const wayland: Arguments = {
  list: ['--list-types'],
  get: (type) => ['--no-newline', '--type', type],
}
const x11: Arguments = {
  list: ['-selection', 'clipboard', '-target', 'TARGETS', '-out'],
  get: (type) => ['-selection', 'clipboard', '-target', type, '-out'],
}

/** As browsers offer a picture, the one that keeps most first. */
const pictureTypes = [
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/avif', 'avif'],
  ['image/tiff', 'tiff'],
  ['image/bmp', 'bmp'],
] as const
const textTypes = ['text/plain;charset=utf-8', 'UTF8_STRING', 'text/plain', 'TEXT', 'STRING']

/** Wayland and X11 offer what was copied in several types. */
function selectionReader(program: string, how: Arguments): ClipboardReader {
  return {
    program,
    async read(stop) {
      const get = (type: string) => output(program, how.get(type), stop)
      const offered = (await output(program, how.list, stop)).toString().split('\n')
      if (offered.includes('text/uri-list')) {
        const paths = filesIn((await get('text/uri-list')).toString())
        if (paths.length > 0) return { kind: 'files', paths }
      }
      const picture = pictureTypes.find(([type]) => offered.includes(type))
      if (picture) return { kind: 'picture', bytes: await get(picture[0]), extension: picture[1] }
      const type = textTypes.find((each) => offered.includes(each))
      return type === undefined ? undefined : textClip((await get(type)).toString())
    },
  }
}

function filesIn(list: string): string[] {
  return list
    .split(/\r?\n/)
    .filter((line) => /^file:\/\//i.test(line))
    .flatMap((line) => {
      try {
        return [fileURLToPath(line)]
      } catch {
        return []
      }
    })
}

/** AppleScript knows a picture as hexadecimal text, copied files as paths; pbpaste knows text alone. */
async function readMac(stop?: AbortSignal): Promise<Clip | undefined> {
  const info = (await output('osascript', ['-e', 'clipboard info'], stop)).toString()
  if (info.includes('furl')) {
    const path = await output('osascript', ['-e', 'POSIX path of (the clipboard as «class furl»)'], stop)
    return { kind: 'files', paths: [path.toString().replace(/\n$/, '')] }
  }
  if (/PNGf|TIFF/.test(info)) {
    const told = await output('osascript', ['-e', 'the clipboard as «class PNGf»'], stop)
    const hex = /PNGf([0-9A-F]+)/i.exec(told.toString())?.[1] ?? ''
    return { kind: 'picture', bytes: Buffer.from(hex, 'hex'), extension: 'png' }
  }
  return textClip((await output('pbpaste', [], stop)).toString())
}

const windowsScript = `
[Console]::OutputEncoding = [Text.Encoding]::UTF8
Add-Type -AssemblyName System.Windows.Forms, System.Drawing
$board = [Windows.Forms.Clipboard]
if ($board::ContainsFileDropList()) { 'files'; $board::GetFileDropList() }
elseif ($board::ContainsImage()) {
  $stream = New-Object IO.MemoryStream
  $board::GetImage().Save($stream, [Drawing.Imaging.ImageFormat]::Png)
  'picture'; [Convert]::ToBase64String($stream.ToArray())
}
elseif ($board::ContainsText()) { 'text'; $board::GetText() }`

async function readWindows(stop?: AbortSignal): Promise<Clip | undefined> {
  const script = Buffer.from(windowsScript, 'utf16le').toString('base64')
  const told = await output('powershell', ['-NoProfile', '-Sta', '-EncodedCommand', script], stop)
  const [kind, ...lines] = told
    .toString()
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
  const rest = lines.join('\n').trim()
  if (kind === 'files') return { kind: 'files', paths: rest.split('\n') }
  if (kind === 'picture') return { kind: 'picture', bytes: Buffer.from(rest, 'base64'), extension: 'png' }
  return textClip(rest)
}

function textClip(text: string): Clip | undefined {
  return text.trim() === '' ? undefined : { kind: 'text', text: text.trim() }
}

const largestClip = 256 * 1024 * 1024

/** What a program prints. Rejects with its own error, ENOENT when it is not installed; an empty clipboard is ''. */
function output(program: string, args: readonly string[], stop?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: largestClip, windowsHide: true, signal: stop } as const
    execFile(program, args, options, (error: ExecFileException | null, stdout: Buffer, stderr: Buffer) => {
      if (!error) return resolve(stdout)
      // Both programs of Linux fail when nothing was copied.
      if (error.code === 1 && program !== 'osascript') return resolve(Buffer.alloc(0))
      const why = stderr.toString().trim().split('\n')[0]
      reject(typeof error.code === 'string' ? error : new Error(`${program}: ${why || error.message}`))
    })
  })
}
