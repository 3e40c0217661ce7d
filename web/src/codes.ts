const codes: Record<number, string> = {
  400: 'bad-input',
  401: 'key-missing',
  403: 'forbidden',
  404: 'not-found',
  405: 'bad-input',
  410: 'already-deleted',
  413: 'too-large',
  415: 'unsupported',
  429: 'flood',
  503: 'busy',
  507: 'storage-full',
}

/** What a status means that came without a code of ours: from a proxy, or from a page that is not there. */
export function codeFor(status: number): string {
  return codes[status] ?? (status < 500 ? 'bad-input' : 'internal')
}
