import type { Result, Task } from './files.worker.ts'

let worker: Worker | undefined
let last = 0
const waiting = new Map<number, (result: Result) => void>()

function ask(
  task: { file: Blob } & ({ kind: 'preview'; width: number } | { kind: 'digest' }),
): Promise<Result> {
  worker ??= openWorker()
  const id = ++last
  const sent: Task = { ...task, id }
  return new Promise((done) => {
    waiting.set(id, done)
    worker?.postMessage(sent)
  })
}

function openWorker(): Worker {
  const opened = new Worker(new URL('./files.worker.ts', import.meta.url), { type: 'module' })
  const settle = (result: Result) => {
    waiting.get(result.id)?.(result)
    waiting.delete(result.id)
  }
  opened.onmessage = ({ data }: MessageEvent<Result>) => settle(data)
  opened.onerror = () => {
    for (const id of [...waiting.keys()]) settle({ id })
  }
  return opened
}

/** Larger files are not compared: reading them whole would cost more than it saves. Bytes. */
const mostDigested = 256 * 1024 * 1024

/** SHA-256 of a file, hex; undefined when it is very large or the page was not served securely. */
export async function digestOf(file: Blob): Promise<string | undefined> {
  if (file.size > mostDigested || !globalThis.isSecureContext) return undefined
  return (await ask({ file, kind: 'digest' })).digest
}

/** What can be shown of a file: its true size in pixels, and the address of a small picture. */
export type Preview = { width: number; height: number; picture: string | undefined }

/** Pixels. */
const previewWidth = 360

/** Makes a small picture of a file; undefined where the browser cannot read it. Release it with URL.revokeObjectURL. */
export async function previewOf(file: Blob, type: 'image' | 'video'): Promise<Preview | undefined> {
  return type === 'video' ? previewFilm(file) : previewPicture(file)
}

async function previewPicture(file: Blob): Promise<Preview | undefined> {
  const size = await naturalSize(file)
  if (!size) return undefined
  const { picture } = await ask({ file, kind: 'preview', width: Math.min(previewWidth, size.width) })
  return { ...size, picture: picture && URL.createObjectURL(picture) }
}

/** An `<img>` that is shown nowhere reads the head and decodes nothing. */
async function naturalSize(file: Blob): Promise<{ width: number; height: number } | undefined> {
  const address = URL.createObjectURL(file)
  const image = new Image()
  const loaded = new Promise<boolean>((done) => {
    image.onload = () => done(true)
    image.onerror = () => done(false)
  })
  image.src = address
  const ok = await loaded
  URL.revokeObjectURL(address)
  return ok && image.naturalWidth > 0 ? { width: image.naturalWidth, height: image.naturalHeight } : undefined
}

/** Longer than this nobody waits for a film's picture. Milliseconds. */
const longestWait = 10_000

async function previewFilm(file: Blob): Promise<Preview | undefined> {
  const address = URL.createObjectURL(file)
  const film = document.createElement('video')
  film.muted = true
  film.preload = 'auto'
  const happens = (name: string) =>
    new Promise<boolean>((done) => {
      film.addEventListener(name, () => done(true), { once: true })
      film.addEventListener('error', () => done(false), { once: true })
      setTimeout(() => done(false), longestWait)
    })
  try {
    const ready = happens('loadeddata')
    film.src = address
    if (!(await ready) || film.videoWidth === 0) return undefined
    const sought = happens('seeked')
    film.currentTime = Number.isFinite(film.duration) ? Math.min(film.duration / 4, 5) : 0
    await sought
    const { videoWidth: width, videoHeight: height } = film
    const canvas = document.createElement('canvas')
    canvas.width = Math.min(previewWidth, width)
    canvas.height = Math.max(1, Math.round((canvas.width * height) / width))
    canvas.getContext('2d')?.drawImage(film, 0, 0, canvas.width, canvas.height)
    const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/webp', 0.8))
    return { width, height, picture: picture ? URL.createObjectURL(picture) : undefined }
  } finally {
    film.removeAttribute('src')
    film.load()
    URL.revokeObjectURL(address)
  }
}
