import { draw, type Edit } from './edit.ts'

/** What a canvas can write; everything else becomes one of these. */
const written: Readonly<Record<string, { type: string; extension: string }>> = {
  'image/jpeg': { type: 'image/jpeg', extension: 'jpg' },
  'image/webp': { type: 'image/webp', extension: 'webp' },
  'image/avif': { type: 'image/webp', extension: 'webp' },
}
const png = { type: 'image/png', extension: 'png' }
const quality = 0.92

/** An edited picture as a new file: of the same type where browsers can write it. Throws when it cannot be read. */
export async function renderEdit(file: File, edit: Edit): Promise<File> {
  const source = await createImageBitmap(file)
  try {
    const canvas = document.createElement('canvas')
    draw(canvas, { source, size: { width: source.width, height: source.height }, edit })
    const { type, extension } = written[file.type] ?? png
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality))
    if (!blob) throw new Error('The picture could not be written')
    return new File([blob], renamed(file.name, { type: blob.type, extension }, file.type), {
      type: blob.type,
      lastModified: file.lastModified,
    })
  } finally {
    source.close()
  }
}

/** A browser that cannot write a type writes PNG. */
function renamed(name: string, made: { type: string; extension: string }, before: string): string {
  if (made.type === before) return name
  const extension = made.type === 'image/png' ? 'png' : made.extension
  return `${name.replace(/\.[^.]+$/, '')}.${extension}`
}
