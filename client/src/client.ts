import { type Calls, openCalls } from './calls.ts'
import { type Relayed, type RelayOptions, relay } from './relay.ts'
import type { Source } from './source.ts'
import { type Access, openTransport } from './transport.ts'
import { type Uploaded, type UploadOptions, upload } from './upload.ts'

export type {
  components,
  paths,
  SchemaAlbum as Album,
  SchemaAlbumDetails as AlbumDetails,
  SchemaMe as Me,
  SchemaMedia as Media,
  SchemaMediaChange as MediaChange,
  SchemaMediaDetails as MediaDetails,
  SchemaMediaList as MediaList,
  SchemaSite as Site,
} from './api.ts'
export type { Call, Calls } from './calls.ts'
export { type ErrorDetails, TintypeError } from './errors.ts'
export type { Relayed, RelayOptions } from './relay.ts'
export type { SizedStream, Source } from './source.ts'
export { storeIn, type UploadStore } from './store.ts'
export type { Fetch } from './transport.ts'
export { largeFrom, type Progress, type Uploaded, type UploadOptions } from './upload.ts'

/**
 * `url`: the site, as people open it (`https://images.example`). `key`: a key of an account; without one as a guest, or
 * in a page of the site itself as whoever has signed in. `fetch`: another than the platform's.
 */
export type ClientOptions = Access

/** One site, as one person. */
export type Client = Calls & {
  /** Without a trailing slash. */
  url: string
  /**
   * Uploads a Blob, File, bytes, a stream of known size or a URL; from 16 MB on in parts, which survive broken
   * connections, restarts of the server and, with a `store`, one's own. Tries again by itself, and never makes two media of
   * one call. Throws TintypeError, or the reason of the signal.
   */
  upload(source: Source, options?: UploadOptions): Promise<Uploaded>
  /**
   * Sends a file through the site to a remote of yours (`GET /api/remotes` has their ids), without keeping it there.
   * Tries only once. Throws TintypeError, or the reason of the signal.
   */
  relay(remote: string, file: Blob, options?: RelayOptions): Promise<Relayed>
}

/** Speaks to a site. Asks nothing of it yet; throws bad-input for a URL that is none. */
export function createClient(options: ClientOptions): Client {
  const transport = openTransport(options)
  return {
    url: transport.url,
    ...openCalls(transport),
    upload: (source, given = {}) => upload(transport, source, given),
    relay: (remote, file, given = {}) => relay(transport, { remote, file }, given),
  }
}
