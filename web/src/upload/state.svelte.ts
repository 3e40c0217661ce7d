import type { Limits, Media } from './contract.ts'
import type { Edit } from './edit.ts'
import type { Failure, Progress } from './machine.ts'

/** What is wished for an upload besides its bytes; what is absent is as the queue's options say. */
export type Fields = {
  title?: string | undefined
  description?: string | undefined
  tags?: string[] | undefined
  albumId?: string | undefined
  categoryId?: number | undefined
  visibility?: Media['visibility'] | undefined
  /** Milliseconds from the upload on; 0: never. */
  expiresIn?: number | undefined
  nsfw?: boolean | undefined
}

/** What holds for every file of the queue that says nothing else. */
export type Options = Omit<Fields, 'title' | 'description'> & {
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
  fields: Fields
  media: Media | undefined
  /** The server had it before. */
  known: boolean
  /** Where a resumable upload goes on. */
  resumeUrl: string | undefined
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
    parallel: 3,
    resumableFrom: 16 * 1024 * 1024,
  },
  categories: [],
  user: undefined,
  signUp: false,
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
