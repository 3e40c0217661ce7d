import type { RequestEvent } from '@sveltejs/kit'

/** A call of the API as the server takes it within its own process. */
export type Call = {
  method: string
  url: string
  headers: Record<string, string>
  remoteAddress: string
  payload?: Uint8Array
}

/** What the server gives along with a request: `src/server/pages.ts` sets it, and the two must agree. */
export type Mount = {
  inject(call: Call): Promise<{
    statusCode: number
    headers: Record<string, string | number | string[] | undefined>
    rawPayload: Uint8Array<ArrayBuffer>
  }>
  /** Without a trailing slash. */
  baseUrl: string
  mediaUrl: string | undefined
  requestId: string
  /** Tells the log of a fault of ours, with the number of the request. */
  fail(error: unknown): void
  refusal: { status: number; code: string; message: string; details: Record<string, unknown> } | undefined
  /** Takes a page that shows the same to everybody, to answer with it again until then or until any data change. */
  remember:
    | ((page: {
        html: string
        nonce: string
        headers: [name: string, value: string][]
        until: number
        visited?: string
      }) => void)
    | undefined
}

const name = Symbol.for('tintype.mount')

/** What the server gave along; undefined in development, where Vite answers. */
export function mountOf(event: RequestEvent): Mount | undefined {
  return (event.platform?.req as unknown as { [name]?: Mount } | undefined)?.[name]
}
