/** How much of a file is looked at, bytes. */
const most = 64 * 1024 * 1024
/** Films say where they were taken near their beginning or their end. Bytes. */
const mostOfFilm = 4 * 1024 * 1024

/** Blocks of a file that speak of its picture: EXIF from its TIFF header on, and XMP as text. */
export type Blocks = { exif: Uint8Array | undefined; xmp: string }

/** Finds them in a JPEG, PNG, WebP or AVIF; in other files there are none. */
export async function findBlocks(file: Blob): Promise<Blocks> {
  const bytes = new Uint8Array(await file.slice(0, most).arrayBuffer())
  const found: [name: string, block: Uint8Array][] = isJpeg(bytes)
    ? [...segmentsOf(bytes)]
    : textOf(bytes, 1, 4) === 'PNG'
      ? [...chunksOf(bytes, { from: 8, order: 'length first' })]
      : textOf(bytes, 8, 12) === 'WEBP'
        ? [...chunksOf(bytes, { from: 12, order: 'name first' })]
        : textOf(bytes, 4, 8) === 'ftyp'
          ? looseBlocks(bytes)
          : []
  const exif = found.find(([name]) => name === 'exif')?.[1]
  const xmp = found.find(([name]) => name === 'xmp')?.[1]
  return { exif, xmp: xmp ? textOf(xmp, 0, xmp.length) : '' }
}

/** Whether a film says where it was taken (ISO 6709, as phones write it). */
export async function filmHasPlace(file: Blob): Promise<boolean> {
  const ends = [file.slice(0, mostOfFilm), file.slice(Math.max(mostOfFilm, file.size - mostOfFilm))]
  const texts = await Promise.all(ends.map(async (end) => new Uint8Array(await end.arrayBuffer())))
  return texts.some((bytes) =>
    /(\xa9xyz|ISO6709|LOCATION)[\s\S]{0,400}?[+-]\d{1,2}\.\d+[+-]\d{1,3}\.\d+/.test(
      textOf(bytes, 0, bytes.length),
    ),
  )
}

const isJpeg = (bytes: Uint8Array) => bytes[0] === 0xff && bytes[1] === 0xd8
const latin1 = new TextDecoder('latin1')
const textOf = (bytes: Uint8Array, from: number, to: number) => latin1.decode(bytes.subarray(from, to))
const exifMark = 'Exif\0\0'
const xmpMark = 'http://ns.adobe.com/xap/1.0/\0'

/** A JPEG's segments stand before its picture. */
function* segmentsOf(bytes: Uint8Array): Generator<[string, Uint8Array]> {
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda; ) {
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    if (length < 2) return
    const body = bytes.subarray(at + 4, at + 2 + length)
    if (bytes[at + 1] === 0xe1 && textOf(body, 0, 6) === exifMark) yield ['exif', body.subarray(6)]
    else if (bytes[at + 1] === 0xe1 && textOf(body, 0, xmpMark.length) === xmpMark) yield ['xmp', body]
    at += 2 + length
  }
}

/** Chunks of a PNG, length first and a checksum behind, or of a WebP. */
function* chunksOf(
  bytes: Uint8Array,
  { from, order }: { from: number; order: 'length first' | 'name first' },
): Generator<[string, Uint8Array]> {
  const isPng = order === 'length first'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = from; at + 8 <= bytes.length; ) {
    const length = view.getUint32(isPng ? at : at + 4, !isPng)
    const name = textOf(bytes, isPng ? at + 4 : at, isPng ? at + 8 : at + 4)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (name === 'eXIf') yield ['exif', body]
    // Some programs write JPEG's mark here as well.
    else if (name === 'EXIF') yield ['exif', body.subarray(textOf(body, 0, 6) === exifMark ? 6 : 0)]
    else if (name === 'XMP ' || textOf(body, 0, 17) === 'XML:com.adobe.xmp') yield ['xmp', body]
    at += 8 + length + (isPng ? 4 : length % 2)
  }
}

/** In an AVIF they lie anywhere, and begin as nothing else in it does. */
function looseBlocks(bytes: Uint8Array): [string, Uint8Array][] {
  const text = textOf(bytes, 0, bytes.length)
  const exif = text.search(/II\*\0|MM\0\*/)
  const xmp = text.indexOf('<x:xmpmeta')
  return [
    ...(exif < 0 ? [] : [['exif', bytes.subarray(exif)] as [string, Uint8Array]]),
    ...(xmp < 0 ? [] : [['xmp', bytes.subarray(xmp)] as [string, Uint8Array]]),
  ]
}
