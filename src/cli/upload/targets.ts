import type { Link } from './links.ts'
import type { Source } from './sources.ts'

/** One file on its way. */
export type Job = {
  source: Source
  /** Bytes that went up so far, and how many there are. */
  onProgress(sent: number, total: number): void
  signal: AbortSignal
}

/** Where an upload is. `unmet`: which wishes it does not fulfil, by their options, since it was there before. */
export type Sent = { link: Link; unmet?: readonly string[] }

/** A host that files can be sent to. */
export type Target = {
  /** As people know it: `pics.example.com`. */
  name: string
  /** Throws what `failureOf` reads. */
  send(job: Job): Promise<Sent>
}

/** What a sender may say of its files beyond their bytes; only a Tintype understands it. */
export type Wishes = {
  title?: string
  description?: string
  tags?: readonly string[]
  /** Id or name. */
  album?: string
  /** Milliseconds from now; 0: never. */
  expiresIn?: number
  visibility?: 'public' | 'link' | 'private'
  nsfw?: boolean
  /** Pixels: a picture is made this wide. */
  width?: number
}
