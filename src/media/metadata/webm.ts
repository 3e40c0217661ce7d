import type { Bytes } from '../containers/bytes.ts'
import { type Element, ids, readElements, readWebm } from '../containers/webm.ts'
import type { Cut, StripMode } from './cut.ts'

const longestName = 200
/** Tags that programs write about the file itself. */
const harmless =
  /^(ENCODER|DURATION|BPS|NUMBER_OF_|_STATISTICS|HANDLER_NAME|VENDOR_ID|MAJOR_BRAND|MINOR_VERSION|COMPATIBLE_BRANDS)/i
const place = /LOCATION|GPS|LATITUDE|LONGITUDE/i

/** Cuts for a WebM. Nothing moves, since its indexes count bytes: what goes becomes `Void` of the same length. */
export async function planWebm(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const cuts: Cut[] = []
  for (const element of await readWebm(bytes)) {
    if (element.id === ids.tags) cuts.push(...(await cutTags(bytes, element, mode)))
    if (mode === 'strip-location') continue
    if (element.id === ids.attachments) cuts.push(voided(element))
    if (element.id === ids.info) cuts.push(...(await cutInfo(bytes, element)))
  }
  return cuts
}

async function cutTags(bytes: Bytes, tags: Element, mode: StripMode): Promise<Cut[]> {
  const cuts: Cut[] = []
  const children = await readElements(bytes, tags)
  for (const tag of children.filter(({ id }) => id === ids.tag)) {
    for (const simple of await readElements(bytes, tag)) {
      if (simple.id !== ids.simpleTag) continue
      const name = await nameOf(bytes, simple)
      if (mode === 'strip-all' ? !harmless.test(name) : place.test(name)) cuts.push(voided(simple))
    }
  }
  return cuts.length > 0 ? [...cuts, ...checksums(children)] : []
}

async function cutInfo(bytes: Bytes, info: Element): Promise<Cut[]> {
  const children = await readElements(bytes, info)
  const personal = children.filter(({ id }) => id === ids.title || id === ids.date || id === ids.segmentName)
  return personal.length > 0 ? [...personal.map(voided), ...checksums(children)] : []
}

/** A checksum of changed elements would be wrong. */
function checksums(elements: Element[]): Cut[] {
  return elements.filter(({ id }) => id === ids.crc).map(voided)
}

async function nameOf(bytes: Bytes, simple: Element): Promise<string> {
  const name = (await readElements(bytes, simple)).find(({ id }) => id === ids.tagName)
  if (!name) return ''
  return (await bytes.at(name.data, Math.min(longestName, name.end - name.data))).toString('utf8')
}

function voided({ start, end }: Element): Cut {
  const length = end - start
  if (length <= 128) return { start, end, with: Buffer.from([0xec, 0x80 | (length - 2)]), pad: true }
  const head = Buffer.alloc(9)
  head.writeBigUInt64BE((1n << 56n) | BigInt(length - 9), 1)
  head[0] = 0xec
  return { start, end, with: head, pad: true }
}
