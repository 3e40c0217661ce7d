/**
 * A multipart form (RFC 7578) as one Blob, its type with the boundary. The bytes of a file on disk are read when they
 * are sent, not now.
 */
export function packForm(
  fields: Readonly<Record<string, string>>,
  file?: { bytes: Blob; name: string } | undefined,
): Blob {
  const random = crypto.getRandomValues(new Uint8Array(16))
  const boundary = `tintype-${Array.from(random, (byte) => byte.toString(16)).join('')}`
  const opening = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`
  const texts = Object.entries(fields).map(([name, value]) => `${opening(name)}\r\n\r\n${value}\r\n`)
  const parts: (string | Blob)[] = [...texts]
  if (file) {
    const { bytes, name } = file
    const type = bytes.type || 'application/octet-stream'
    parts.push(
      `${opening('file')}; filename="${quoted(name)}"\r\nContent-Type: ${type}\r\n\r\n`,
      bytes,
      '\r\n',
    )
  }
  return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` })
}

/** As browsers write names. */
function quoted(name: string): string {
  return name.replace(/\r\n?|\n/g, '%0D%0A').replaceAll('"', '%22')
}
