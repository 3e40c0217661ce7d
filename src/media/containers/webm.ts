import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** An EBML element (RFC 8794): `data` at its payload. */
export type Element = { id: number; start: number; data: number; end: number }

export const ids = {
  segment: 0x18538067,
  cluster: 0x1f43b675,
  tags: 0x1254c367,
  tag: 0x7373,
  simpleTag: 0x67c8,
  tagName: 0x45a3,
  tagString: 0x4487,
  info: 0x1549a966,
  title: 0x7ba9,
  date: 0x4461,
  segmentName: 0x7384,
  attachments: 0x1941a469,
  crc: 0xbf,
} as const

const maxElements = 1_000_000

/** The elements of a WebM's segment; those within clusters only where a cluster does not say how long it is. */
export async function readWebm(bytes: Bytes): Promise<Element[]> {
  const found: Element[] = []
  for (let at = 0; at < bytes.size; ) {
    const element = await readElement(bytes, at, bytes.size)
    found.push(element)
    if (found.length > maxElements) throw broken('too many elements')
    const isOpen = element.id === ids.segment || (element.id === ids.cluster && Number.isNaN(element.end))
    if (!isOpen && Number.isNaN(element.end)) throw broken(`an element without length at ${at}`)
    at = isOpen ? element.data : element.end
  }
  return found
}

/** The elements within one. */
export async function readElements(bytes: Bytes, parent: Element): Promise<Element[]> {
  const found: Element[] = []
  for (let at = parent.data; at < parent.end; ) {
    const element = await readElement(bytes, at, parent.end)
    if (Number.isNaN(element.end) || found.length > maxElements) throw broken(`a bad element at ${at}`)
    found.push(element)
    at = element.end
  }
  return found
}

async function readElement(bytes: Bytes, start: number, limit: number): Promise<Element> {
  const head = await bytes.at(start, Math.min(12, limit - start))
  const idLength = Math.clz32(head[0] ?? 0) - 23
  if (idLength > 4 || idLength >= head.length) throw broken(`no element at ${start}`)
  const sizeLength = Math.clz32(head[idLength] ?? 0) - 23
  if (sizeLength > 8 || idLength + sizeLength > head.length)
    throw broken(`an element without length at ${start}`)
  const sizeBytes = Buffer.alloc(8)
  head.copy(sizeBytes, 8 - sizeLength, idLength, idLength + sizeLength)
  const mask = (1n << BigInt(7 * sizeLength)) - 1n
  const size = sizeBytes.readBigUInt64BE() & mask
  const data = start + idLength + sizeLength
  const end = size === mask ? Number.NaN : data + Number(size)
  if (end > limit) throw broken(`the element at ${start} does not fit`)
  return { id: head.readUIntBE(0, idLength), start, data, end }
}
