/** Pixels of a side. */
const side = 512

/** The middle square of a picture, as it is seen, small enough for an avatar. Throws when the browser cannot read it. */
export async function squareOf(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const edge = Math.min(picture.width, picture.height)
  const size = Math.min(side, edge)
  const canvas = new OffscreenCanvas(size, size)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('There is no canvas')
  context.imageSmoothingQuality = 'high'
  const [left, top] = [(picture.width - edge) / 2, (picture.height - edge) / 2]
  context.drawImage(picture, left, top, edge, edge, 0, 0, size, size)
  picture.close()
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
}
