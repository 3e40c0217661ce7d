import type { Limits, Media } from './contract.ts'
import type { Edit } from './edit.ts'
import type { Failure, Progress } from './machine.ts'

/** What is wished for an upload besides its bytes; what is absent is as the queue's options say, null is none. */
export type Fields = {
  title?: string | undefined
  description?: string | undefined
  /** Besides the queue's. */
  tags?: string[] | undefined
  /** Those of the queue's that are not this file's. */
  withoutTags?: string[] | undefined
  albumId?: string | null | undefined
  categoryId?: number | null | undefined
  visibility?: Media['visibility'] | undefined
  /** Milliseconds from the upload on; 0: never. */
  expiresIn?: number | undefined
  nsfw?: boolean | undefined
  /** What is to go from the file besides what the site takes out. */
  metadata?: 'strip-location' | 'strip-all' | undefined
  /** Seconds into a film, whose picture there is to stand for it. */
  posterAt?: number | undefined
}

/** What holds for every file of the queue that says nothing else. */
export type Options = Pick<Fields, 'tags' | 'visibility' | 'expiresIn' | 'nsfw'> & {
  albumId?: string | undefined
  categoryId?: number | undefined
  /** Wider pictures are made narrower, pixels. */
  maxWidth?: number | undefined
}

/** A file or an address in the queue. */
export type Item = Progress & {
  id: string
  name: string
  /** What is sent; absent for addresses. */
  file: File | undefined
  /** The file before it was edited. */
  original: File | undefined
  edit: Edit | undefined
  url: string | undefined
  type: 'image' | 'video'
  /** `JPEG`; empty when only the server knows. */
  label: string
  animated: boolean
  /** Pixels; 0 until known. */
  width: number
  height: number
  /** Address of a small picture within this page. */
  preview: string | undefined
  /** Nothing to show: the browser cannot read it. */
  blind: boolean
  /** SHA-256, hex. */
  digest: string | undefined
  /** The server is to take it although it has these bytes. */
  again: boolean
  /** The media in which the server had these bytes before. */
  before: string | undefined
  fields: Fields
  media: Media | undefined
  /** The server had it before. */
  known: boolean
  /** Where a resumable upload goes on. */
  resumeUrl: string | undefined
  /** The fields that the server was told, as they stand in forms. */
  told: Record<string, string> | undefined
  /** Somebody has its editor open: it is not sent meanwhile. */
  held: boolean
}

/** What stops the whole queue: the person, a session that ended, or the server until `until`. */
export type Hold = { why: 'person' | 'session' } | { why: 'flood'; until: number; failure: Failure }

type Shared = {
  items: Item[]
  options: Options
  hold: Hold | undefined
  online: boolean
  /** Of what was started, as it was shown last. */
  percent: number
  /** The queue was started once. */
  ran: boolean
  limits: Limits
  categories: { id: number; name: string }[]
  /** Id and name of who uploads; undefined for guests. */
  user: { id: string; name: string } | undefined
  signUp: boolean
  /** What guests have to agree to before they upload; undefined: nothing. */
  terms: string | undefined
  /** The last thing to be read out. */
  said: string
}

/** The queue of this page. It outlives navigation; there is one, in browsers only. */
export const shared: Shared = $state({
  items: [],
  options: {},
  hold: undefined,
  online: true,
  percent: 0,
  ran: false,
  limits: {
    mayUpload: true,
    mayUploadUrls: true,
    maxFileBytes: Number.POSITIVE_INFINITY,
    kinds: [],
    metadata: 'strip-all',
    posters: false,
    parallel: 3,
    resumableFrom: 16 * 1024 * 1024,
  },
  categories: [],
  user: undefined,
  signUp: false,
  terms: undefined,
  said: '',
})

/** An item by its id. */
export function itemOf(id: string): Item | undefined {
  return shared.items.find((item) => item.id === id)
}

/** Whether something is on its way or waits for it. */
export function isBusy(): boolean {
  return shared.items.some(({ state }) => ['waiting', 'uploading', 'processing', 'paused'].includes(state))
}

/** What the queue shows: what can still be changed, what is on its way, or what has become of it. */
export function phase(): 'ready' | 'busy' | 'over' {
  if (isBusy()) return 'busy'
  return shared.ran && !shared.items.some(({ state }) => state === 'ready') ? 'over' : 'ready'
}
