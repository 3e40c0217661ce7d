import { DetailedError, Upload } from 'tus-js-client'
import { failureOf, type Outcome, outcomeOf } from './send.ts'

export type Parts = {
  /** Where uploads are begun. */
  address: string
  /** Where this one was begun before. */
  resume: string | undefined
  fields: Record<string, string>
  headers: Record<string, string>
  signal: AbortSignal
  onAddress(address: string): void
  onProgress(sent: number): void
  onSent(): void
}

/** Bytes that are sent at a time: as much as a connection that breaks may cost. */
const partSize = 8 * 1024 * 1024

/** Sends a large file in parts, from where it stopped before (tus 1.0). Never throws. */
export function sendInParts(file: File, parts: Parts): Promise<Outcome> {
  return new Promise((done) => {
    const upload = new Upload(file, {
      endpoint: parts.address,
      ...(parts.resume !== undefined && { uploadUrl: parts.resume }),
      metadata: parts.fields,
      headers: parts.headers,
      chunkSize: partSize,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => upload.url !== null && parts.onAddress(upload.url),
      onProgress: (sent) => {
        parts.onProgress(sent)
        if (sent === file.size) parts.onSent()
      },
      onSuccess: ({ lastResponse }) => void answered(upload.url, lastResponse.getBody(), parts).then(done),
      onError: (error) => done(failed(error)),
    })
    const stop = () => {
      void upload.abort()
      done({ stopped: true })
    }
    if (parts.signal.aborted) return stop()
    parts.signal.addEventListener('abort', stop, { once: true })
    upload.start()
  })
}

/** All bytes had come before, and the answer to the last part was lost: it can be asked for. */
async function answered(address: string | null, body: string, { headers }: Parts): Promise<Outcome> {
  if (body !== '' || address === null) return outcomeOf(200, body, null)
  try {
    const response = await fetch(address, { headers })
    const retryAfter = response.headers.get('retry-after')
    const state = (await response.json()) as { media?: unknown }
    return outcomeOf(response.status, JSON.stringify(response.ok ? (state.media ?? {}) : state), retryAfter)
  } catch {
    return { failure: { code: 'network' } }
  }
}

function failed(error: Error): Outcome {
  const response = error instanceof DetailedError ? error.originalResponse : null
  if (!response) return { failure: { code: 'network' } }
  const retryAfter = response.getHeader('retry-after') ?? null
  let body: Record<string, unknown> = {}
  try {
    body = JSON.parse(response.getBody()) as Record<string, unknown>
  } catch {
    // A proxy's words.
  }
  const status = response.getStatus()
  // Gone, or its owner's session is: going on finds out, and begins anew where it must.
  if (status === 404 || status === 410) return { failure: { code: 'network' } }
  return { failure: failureOf(status, body, retryAfter) }
}
