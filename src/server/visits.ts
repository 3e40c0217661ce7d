import type { IncomingHttpHeaders } from 'node:http'

const robots =
  /bot\b|bot[/ ;_-]|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|telegram|curl|wget|python|java\/|go-http|okhttp|axios|node-fetch|undici|lighthouse|monitor|scan|archiver/i

/** Whether a person looks, as far as the headers tell: neither a program, nor a browser that fetches ahead of its reader. */
export function isVisit(headers: IncomingHttpHeaders): boolean {
  const agent = headers['user-agent'] ?? ''
  if (agent === '' || robots.test(agent)) return false
  const purpose = [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']]
  return !purpose.some((value) => /prefetch|prerender|preview/i.test(String(value ?? '')))
}
