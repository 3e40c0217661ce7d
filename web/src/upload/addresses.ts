/** How many addresses are taken at a time. */
export const mostAddresses = 100

/** A line of what somebody typed: an address to fetch, or why it is none. */
export type Line = { text: string; url?: string; problem?: 'scheme' | 'address' | 'repeated' | 'data' }

/** Every line that is not empty, judged. An address without a scheme is taken as https. */
export function readAddresses(text: string): Line[] {
  const seen = new Set<string>()
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const judged = judge(line)
      if (judged.url === undefined) return judged
      if (seen.has(judged.url)) return { text: line, problem: 'repeated' }
      seen.add(judged.url)
      return judged
    })
}

function judge(text: string): Line {
  if (/^data:/i.test(text)) {
    return /^data:(image|video)\/[\w.+-]+(;[\w=.-]+)*,./i.test(text)
      ? { text, url: text }
      : { text, problem: 'data' }
  }
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return { text, problem: 'scheme' }
  const full = scheme === undefined ? `https://${text.replace(/^\/\//, '')}` : text
  if (/\s/.test(text) || !URL.canParse(full)) return { text, problem: 'address' }
  const { hostname, href, username } = new URL(full)
  const hasHost =
    hostname.includes('.') || hostname.startsWith('[') || (scheme !== undefined && hostname !== '')
  return hasHost && username === '' ? { text, url: href } : { text, problem: 'address' }
}

/** The addresses of a text that holds nothing else, as it is when somebody copied links; else none. */
export function addressesOnly(text: string): string[] {
  if (text.length > 8_000_000) return []
  const words = text.trim().split(/\s+/)
  if (!words.every((word) => /^(https?:\/\/|data:(image|video)\/)/i.test(word))) return []
  const lines = readAddresses(words.join('\n'))
  return lines.flatMap(({ url }) => (url === undefined ? [] : [url]))
}

/** Where the pictures lie that a piece of HTML shows; without any, the addresses of a list. */
export function addressesIn(html: string, list: string): string[] {
  const shown = html === '' ? [] : addressesInHtml(html)
  return shown.length > 0 ? shown : addressesOnly(list)
}

function addressesInHtml(html: string): string[] {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  const sources = [...parsed.querySelectorAll('img[src], source[src], video[src]')].map(
    (element) => element.getAttribute('src') ?? '',
  )
  const taken = sources.filter((source) => /^(https?:\/\/|data:(image|video)\/)/i.test(source))
  return [...new Set(taken)]
}

/** What a file at an address is called. */
export function nameOfAddress(url: string): string {
  if (/^data:/i.test(url)) {
    const [, kind = 'png'] = /^data:\w+\/([\w-]+)/i.exec(url) ?? []
    return `data.${kind === 'jpeg' ? 'jpg' : kind.toLowerCase()}`
  }
  const { pathname, hostname } = new URL(url)
  const last = pathname.split('/').filter(Boolean).at(-1)
  if (last === undefined) return hostname
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
