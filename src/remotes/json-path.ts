/** Where a path led, or in words why it leads nowhere. */
export type Found = { value: unknown } | { fault: string }

/** Follows a path, `data.0.url`, into JSON: names with dots between them, whole numbers index lists. */
export function follow(json: unknown, path: string): Found {
  let value = json
  const walked: string[] = []
  for (const step of path === '' ? [] : path.split('.')) {
    const next = stepInto(value, step)
    if (next === undefined) return { fault: `leads nowhere: ${describeLack(value, step, walked.join('.'))}` }
    value = next.value
    walked.push(step)
  }
  return { value }
}

/** The text, or the number as text, that a path leads to. */
export function followToText(json: unknown, path: string): { text: string } | { fault: string } {
  const found = follow(json, path)
  if ('fault' in found) return found
  const { value } = found
  if (typeof value === 'string' && value.trim() !== '') return { text: value.trim() }
  if (typeof value === 'number') return { text: String(value) }
  return { fault: `"${path}" is ${describe(value)}, not an address` }
}

/** What is wrong with a path as such, in words. */
export function pathFault(path: string): string | undefined {
  if (/[[\]]/.test(path)) return 'is written with dots: data.0.url in place of data[0].url'
  if (path.startsWith('$')) return 'begins with the first name: data.url in place of $.data.url'
  if (path !== '' && path.split('.').includes('')) return 'has an empty step between two dots'
  return undefined
}

function stepInto(value: unknown, step: string): { value: unknown } | undefined {
  if (Array.isArray(value)) {
    const item: unknown = /^\d{1,9}$/.test(step) ? value[Number(step)] : undefined
    return item === undefined ? undefined : { value: item }
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return { value: Object.entries(value).find(([name]) => name === step)?.[1] }
}

function describeLack(value: unknown, step: string, walked: string): string {
  const place = walked === '' ? 'the answer' : `"${walked}"`
  if (Array.isArray(value)) return `${place} is a list of ${value.length} and has no "${step}"`
  if (typeof value !== 'object' || value === null) {
    return `${place} is ${describe(value)} and has no "${step}"`
  }
  return `${place} has no "${step}". It has: ${namesIn(value)}`
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return `an object that has: ${namesIn(value)}`
  return typeof value === 'string' ? 'a text' : `${value}`
}

const mostNames = 20

function namesIn(value: object): string {
  const names = Object.keys(value)
  if (names.length === 0) return 'nothing'
  const shown = names.slice(0, mostNames).map((name) => name.slice(0, 60))
  return shown.join(', ') + (names.length > mostNames ? ', …' : '')
}
