import type { Facts } from './facts.ts'
import type { KindName } from './kinds.ts'

/** What becomes of the data that cameras and programs hide in originals. */
export type MetadataMode = 'strip-all' | 'strip-location' | 'keep'

export type DeriveRequest = {
  /** The file as sent; it is read and left as it is. */
  path: string
  facts: Facts
  /** An existing private folder; everything made is written here. */
  folder: string
  /** Wished width in pixels, at most the file's own; only stills heed it. */
  width?: number
  /** Seconds into a film where its poster is taken; absent or beyond its end: a quarter of its length. */
  posterAt?: number
  metadata: MetadataMode
}

/** A file made from an original. `extension` is the canonical one, without dot. */
export type DerivedFile = {
  path: string
  extension: string
  mime: string
  /** Bytes. */
  size: number
  width: number
  height: number
}

export type Derived = {
  /** What is to be stored. Unchanged bytes stay where they are: `path` is then the request's own. */
  original: DerivedFile & {
    kind: KindName
    changed: boolean
    /** Hex; of changed bytes only. */
    md5?: string
  }
  renditions: Partial<Record<'thumb' | 'medium' | 'frame', DerivedFile>>
  /** Base64, 20 to 30 bytes that draw a blurred placeholder. */
  thumbhash?: string
  /** Up to five colours, `#aabbcc`, the most frequent first. */
  palette?: string[]
  /** Why a rendition is missing, or a neutral poster stands for a video's picture, though the original is sound. */
  failed?: string
  /** The renditions show a neutral picture: once the film's own can be had, they should give way to it. */
  standIn?: true
}

/** Pixels in memory, 8 bits a channel, in sRGB, upright. */
export type Pixels = { data: Buffer; width: number; height: number; channels: 1 | 2 | 3 | 4 }
