import { readFileSync } from 'node:fs'
import { formatSize } from '../../src/server/figures.ts'

export type RecordedPart = {
  name: string
  text?: string
  file?: string
  filename?: string
  type?: string
  /** The file whose base64 is the value. */
  base64?: string
  wrapped?: boolean
  prefix?: string
}

/** A request to a real Chevereto 4.2 and what it answered. */
export type Recording = {
  name: string
  request: {
    method: string
    url: string
    headers?: Record<string, string>
    multipart?: RecordedPart[]
    urlencoded?: RecordedPart[]
  }
  status: number
  headers: Record<string, string>
  body: unknown
}

export const recordings: readonly Recording[] = readFileSync(
  new URL('golden/chevereto.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

/** An answer, of the original or of ours. `site` is where it was asked. */
export type Heard = { site: string; status: number; headers: Readonly<Record<string, string>>; body: unknown }

/**
 * Where two answers differ in what does not depend on chance: `outcome` alone when not even that is the same, else
 * `content-type`, `location` and paths of the JSON.
 */
export function differences(original: Heard, ours: Heard): string[] {
  if (outcome(original) !== outcome(ours)) return ['outcome']
  const [left, right] = [describe(original), describe(ours)]
  const paths = new Set([...left.keys(), ...right.keys()])
  return [...paths].filter((path) => left.get(path) !== right.get(path)).sort()
}

/** An answer in few words: `200 uploaded`, `400 130: Empty source`, `302 ` with the text of what is no JSON. */
export function outcome(heard: Heard): string {
  const { status, body } = heard
  if (typeof body === 'string')
    return `${status} ${/^<\?xml/.test(body) ? 'XML' : textOf(heard, body)}`.trim()
  if (imageIn(body)) return `${status} uploaded`
  const { error } = body as { error?: { code: number | string; message: string } }
  return error ? `${status} ${error.code}: ${error.message}` : `${status} JSON`
}

function textOf(heard: Heard, body: string): string {
  if (/^\((html page, )?\d+ bytes\)$|<html|^<!doctype html/i.test(body)) return 'a page'
  return calm(heard, body)
}

/** Every fact of an answer with all chance taken out of it. */
function describe(heard: Heard): Map<string, string> {
  const { headers, body } = heard
  const facts = new Map([['content-type', headers['content-type']?.toLowerCase() ?? 'none']])
  if (headers.location !== undefined) facts.set('location', calm(heard, headers.location))
  if (typeof body === 'string') {
    const tags = body.startsWith('<?xml') ? body.matchAll(/<(\w+)>([^<]*)<\/\1>/g) : []
    for (const [, tag = '', text = ''] of tags) facts.set(tag, calm(heard, text))
  } else {
    walk(heard, facts, { path: '', value: body })
  }
  const image = imageIn(body)
  if (image) addRelations(facts, image)
  return facts
}

type Image = Record<string, unknown>

function imageIn(body: unknown): Image | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const found = ('image' in body && body.image) || ('data' in body && body.data)
  return typeof found === 'object' && found !== null ? (found as Image) : undefined
}

function walk(
  heard: Heard,
  facts: Map<string, string>,
  { path, value }: { path: string; value: unknown },
): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, entry] of Object.entries(value)) {
      walk(heard, facts, { path: path === '' ? key : `${path}.${key}`, value: entry })
    }
  } else {
    facts.set(path, canonical(heard, path.replace(/^data\b/, 'image'), value))
  }
}

/** What chance decides, by the last part of its path. */
const byChance: Readonly<Record<string, RegExp>> = {
  md5: /^[0-9a-f]{32}$/,
  source_md5: /^[0-9a-f]{32}$/,
  date: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  date_gmt: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  date_fixed_peer: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  expiration_date_gmt: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  id_encoded: /^[A-Za-z0-9]+$/,
  id: /^[A-Za-z0-9]+$/,
  how_long_ago: /^(moments|\d seconds?) ago$/,
  size_formatted: /^\d+(\.\d)? [KM]?B$/,
  original_exifdata: /^\{.*(\}|\(cut\))$/s,
}

function canonical(heard: Heard, path: string, value: unknown): string {
  const last = path.slice(path.lastIndexOf('.') + 1)
  if (typeof value === 'string' && byChance[last]?.test(value)) return `a ${last}`
  if (typeof value === 'number' && /size$/.test(last)) return value > 0 ? 'bytes' : 'no bytes'
  if (typeof value !== 'string') return `${typeof value} ${JSON.stringify(value)}`
  return calm(heard, value)
}

/** Text without host, day, id, deletion token and what chance put into a file's name. */
function calm(heard: Heard, text: string): string {
  const image = imageIn(heard.body)
  const calmed = text
    .replaceAll(heard.site, 'SITE')
    .replace(/images\/\d{4}\/\d\d\/\d\d\//, 'images/DAY/')
    .replace(/\/delete\/[0-9a-f]{48}$/, '/delete/TOKEN')
    .replace(/(\/(?:image|clip|video)\/(?:[\w-]+\.)?)[A-Za-z0-9]{2,11}(?=$|\/)/, '$1ID')
    .replace(/\b[0-9a-f]{32}(?=$|\.\w)/, 'RANDOM32')
    .replace(/[0-9a-f]{16}(?=\.\w)/, '')
  if (typeof image?.name !== 'string') return calmed
  if (/^[0-9a-z]{12}$/.test(image.name)) return calmed.replace(image.name, 'RANDOM12')
  return text === image.name ? calmed.replace(/[0-9a-f]{16}$/, '') : calmed
}

function addRelations(facts: Map<string, string>, image: Image): void {
  const time = (name: string) => Date.parse(`${String(image[name]).replace(' ', 'T')}Z`) / 1000
  const expiry = image.expiration_date_gmt === null ? 'never' : time('expiration_date_gmt') - time('date_gmt')
  facts.set('(expiry)', typeof expiry === 'number' ? `about ${Math.round(expiry / 10) * 10} s` : expiry)
  facts.set('(zone)', `${Math.round((time('date_gmt') - time('date')) / 60)} minutes`)
  facts.set('(date_fixed_peer)', String(image.date_fixed_peer === image.date_gmt))
  facts.set('(size_formatted)', String(image.size_formatted === formatSize(Number(image.size))))
}
