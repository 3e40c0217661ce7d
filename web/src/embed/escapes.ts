/** Text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text on one line that may stand in HTML, also in a quoted attribute. */
export function forHtml(text: string): string {
  return urlForHtml(oneLine(text))
}

/** An address, as it is, in a quoted attribute. */
export function urlForHtml(url: string): string {
  return url.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** CommonMark takes a backslash before any ASCII punctuation; these are what it and tables would read. */
export function forMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>&~|!]/g, '\\$&')
}

/** An address that neither ends a Markdown link nor is read as emphasis. */
export function urlForMarkdown(url: string): string {
  return url.replace(/[\s()<>\\[\]*_`|]/g, percentEncode)
}

/** BBCode knows no escapes: what would open or close a tag becomes what only looks alike. */
export function forBbCode(text: string): string {
  return oneLine(text).replace(/\[/g, '(').replace(/\]/g, ')')
}

/** An address that does not end a BBCode tag. */
export function urlForBbCode(url: string): string {
  return url.replace(/[\s[\]"'<>]/g, percentEncode)
}

/** A comma or a blank would end an entry of `srcset`. */
export function urlForSrcset(url: string): string {
  return url.replace(/[\s,]/g, percentEncode)
}

/** A cell of RFC 4180; spreadsheets do not take it for a formula. */
export function forCsv(value: string | number): string {
  const text = oneLine(String(value))
  const safe = typeof value === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function percentEncode(character: string): string {
  const encoded = encodeURIComponent(character)
  if (encoded !== character) return encoded
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
