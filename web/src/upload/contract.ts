import type { Album, AlbumList } from '../../../src/dialects/native/wire-albums.ts'
import type {
  Changed,
  Media,
  MediaChange,
  MediaDetails,
  TagList,
} from '../../../src/dialects/native/wire-media.ts'
import type { Limits, Site } from '../../../src/dialects/native/wire-people.ts'

/** The shapes of the API that uploading deals with. */
export type { Album, AlbumList, Changed, Limits, Media, MediaChange, MediaDetails, Site, TagList }
