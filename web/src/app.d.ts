import type { Mount } from '#app/mount.ts'
import type { Site } from '#app/site.ts'
import type { Viewed } from '#app/viewer/load.server.ts'
import type { Locale } from '#i18n/locales.ts'

declare global {
  namespace App {
    interface Error {
      /** One of the server's codes; `errors.CODE` is its text. */
      code?: string
      requestId?: string
      /** Seconds. */
      retryAfter?: number
      details?: Record<string, unknown>
    }
    interface Locals {
      mount: Mount | undefined
      locale: Locale
      theme: 'light' | 'dark' | 'system'
      /** What the site is and who asks; read once a request. */
      readSite(): Promise<Site>
      /** Cookies that calls of the API have set while this request is answered. */
      cookies: Map<string, string>
      setCookies: string[]
      /** Calls go without the visitor's key. */
      keyless?: boolean
      /** Why the site cannot be asked. */
      failure: { status: number; code: string; requestId?: string; retryAfter?: number } | undefined
      retryAfter?: number
      /** What the viewer shows; read once a request. */
      viewed?: Promise<Viewed>
    }
    interface PageState {
      /** The name of the dialog that is open; Back closes it. */
      dialog?: string
      /** Which file of the queue is edited, from 0. */
      edit?: number
    }
    interface Platform {
      req: import('node:http').IncomingMessage
    }
  }
}
