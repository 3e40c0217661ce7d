/** Work on files that would make the page stutter: small pictures of large ones, and SHA-256 of bytes. */
export type Task = { id: number; file: Blob } & ({ kind: 'preview'; width: number } | { kind: 'digest' })
export type Result = { id: number; picture?: Blob; digest?: string }

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Task>) => void
  postMessage(result: Result): void
}

scope.onmessage = async ({ data }) => {
  const { id } = data
  try {
    scope.postMessage(
      data.kind === 'digest'
        ? { id, digest: await digestOf(data.file) }
        : { id, picture: await shrink(data.file, data.width) },
    )
  } catch {
    scope.postMessage({ id })
  }
}

async function digestOf(file: Blob): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function shrink(file: Blob, width: number): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { resizeWidth: width, resizeQuality: 'medium' })
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap)
  return await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
}
