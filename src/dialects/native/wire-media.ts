import { z } from 'zod'
import { visibilities } from '../../core/words.ts'

export { type UploadFields, uploadFields } from '../../server/upload-fields.ts'

/** Times are integer milliseconds since 1970, sizes bytes, lengths pixels. What is not known is left out. */
const time = z.int().min(0)
/** Within what a calendar can tell everywhere. */
const day = z.iso.date().refine((text) => text > '1900' && text < '9000', 'is no day of our times')

/** A file that can be shown or copied: `url` is absolute. */
export const file = z.object({
  url: z.string(),
  mime: z.string(),
  size: z.int(),
  width: z.int(),
  height: z.int(),
})
export type File = z.infer<typeof file>

export const person = z.object({
  name: z.string(),
  displayName: z.string().optional(),
  /** Path of the profile; absent when there is none to see. */
  page: z.string().optional(),
  /** Address of a small picture. */
  avatar: z.string().optional(),
})
export type Person = z.infer<typeof person>

export const media = z.object({
  id: z.string(),
  type: z.enum(['image', 'video']),
  /** Label of the kind: `JPEG`. */
  kind: z.string(),
  /** May be empty: then the file's name stands for it. */
  title: z.string(),
  /** The client's name of the file. */
  filename: z.string(),
  description: z.string().optional(),
  /** The original: what `Direct link` means. */
  file,
  thumb: file.optional(),
  medium: file.optional(),
  /** A video's still. */
  poster: file.optional(),
  /** Put behind the addresses of the files to show them here; only for private media, and only for hours. Never copied. */
  pass: z.string().optional(),
  /** Path of the viewer, with the title; `shortPage` without. */
  page: z.string(),
  shortPage: z.string(),
  width: z.int(),
  height: z.int(),
  animated: z.boolean(),
  is360: z.boolean(),
  /** Milliseconds. */
  duration: z.number().optional(),
  createdAt: time,
  takenAt: time.optional(),
  expiresAt: time.optional(),
  trashedAt: time.optional(),
  nsfw: z.boolean(),
  visibility: z.enum(visibilities),
  tags: z.array(z.string()),
  views: z.int(),
  /** base64 */
  thumbhash: z.string().optional(),
  album: z.object({ id: z.string(), name: z.string(), page: z.string() }).optional(),
  category: z.object({ id: z.int(), name: z.string(), key: z.string() }).optional(),
  /** Whether the asker may change and delete it. */
  mine: z.boolean(),
  /** Absolute; only for whoever may delete it. */
  deletionUrl: z.string().optional(),
})
export type Media = z.infer<typeof media>

/** What is told of a picture's making; pages have their own words for each. */
export const cameraFields = [
  'camera',
  'lens',
  'taken',
  'exposure',
  'aperture',
  'iso',
  'focalLength',
  'focalLength35',
  'exposureBias',
  'program',
  'metering',
  'flash',
  'whiteBalance',
  'software',
  'artist',
  'copyright',
] as const

/** All that the viewer shows. */
export const mediaDetails = media.extend({
  owner: person.optional(),
  /** The description as safe HTML. */
  descriptionHtml: z.string().optional(),
  /** Up to five, `#aabbcc`. */
  palette: z.array(z.string()),
  /** In the order in which they are shown. */
  camera: z.array(z.object({ name: z.enum(cameraFields), value: z.string() })),
  /** Only where the site keeps places. */
  place: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  /** Hex; only for whoever may change it. */
  md5: z.string().optional(),
  sha256: z.string().optional(),
  /** Where else it lies. Whoever may change it is told of every copy, with its state; others where those are that are shown. */
  copies: z
    .array(
      z.object({
        host: z.string(),
        /** The remote's name. */
        remote: z.string().optional(),
        state: z.enum(['waiting', 'sent', 'failed']),
        url: z.string().optional(),
        /** Which field of the remote to mend, and why. */
        problem: z.object({ field: z.string(), message: z.string() }).optional(),
        /** When it is tried again. */
        nextAt: time.optional(),
      }),
    )
    .optional(),
  /** Absolute addresses that answer oEmbed. */
  oembed: z.object({ json: z.string(), xml: z.string() }),
})
export type MediaDetails = z.infer<typeof mediaDetails>

export const sorts = ['newest', 'oldest', 'largest', 'smallest', 'views', 'title', 'manual'] as const

const flag = z.enum(['1', '0']).transform((text) => text === '1')

/**
 * Which media a list holds, as it stands in addresses: of pages, of the API, and in the viewer's `in`. `scope` is
 * whose: `mine` (with `trash=1` what was deleted), `guest` what this browser uploaded as a guest, `public` what
 * everybody may see. `album`, `user` name one album or person. Default: `public`.
 */
export const listFilter = z.object({
  scope: z.enum(['mine', 'guest', 'public']).optional(),
  album: z.string().max(64).optional(),
  user: z.string().max(64).optional(),
  category: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  /** Words, each of which stands in title, description, file name, tags or camera. */
  q: z.string().max(200).optional(),
  type: z.enum(['image', 'video', 'animated']).optional(),
  visibility: z.enum(visibilities).optional(),
  nsfw: flag.optional(),
  /** Days, `2026-11-22`, both inclusive. */
  from: day.optional(),
  until: day.optional(),
  /** In no album. */
  loose: flag.optional(),
  /** With an expiry. */
  expiring: flag.optional(),
  trash: flag.optional(),
  sort: z.enum(sorts).optional(),
})
export type ListFilter = z.infer<typeof listFilter>

/** `after` and `before` are cursors from an earlier answer: the list goes on behind or ends before them. */
export const listQuery = listFilter.extend({
  after: z.string().max(400).optional(),
  before: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})
export type ListQuery = z.infer<typeof listQuery>

export const mediaList = z.object({
  items: z.array(media),
  /** Cursors: `after` for the page that follows, `before` for the one ahead; absent at the ends. */
  next: z.string().optional(),
  previous: z.string().optional(),
  total: z.int(),
})
export type MediaList = z.infer<typeof mediaList>

/**
 * The shapes of a list's media, without which nobody can say how long a page is: `ratios` are width * 1000 / height,
 * in pages of 100, each with the cursor to be used as `after` (absent for the very first) to get those media.
 */
export const shapes = z.object({
  pages: z.array(
    z.object({
      after: z.string().optional(),
      ratios: z.array(z.int()),
      /** Where a new day begins (sorted by time only): index in the page, and the day, `2026-11-22`. */
      days: z.array(z.tuple([z.int(), z.string()])),
    }),
  ),
  /** `after` for the next call; absent when these were all. */
  next: z.string().optional(),
})
export type Shapes = z.infer<typeof shapes>

/** `view` 1: a page shows it to somebody, which counts as a view. */
export const viewQuery = z.object({ view: flag.optional() })

export const shapesQuery = listFilter.extend({ after: z.string().max(400).optional() })

/** `in` is the list's filter as it stands in addresses, encoded once more: `in=scope%3Dmine%26type%3Dvideo`. */
export const aroundQuery = z.object({ in: z.string().max(2000).optional() })

export const tagQuery = z.object({
  scope: z.enum(['mine', 'public']).optional(),
  /** What stands in them. */
  q: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})

/** `forever` 1: not into the trash. */
export const deletionQuery = z.object({ forever: flag.optional() })

/** What may be changed of a media; null takes a value away. */
export const mediaChange = z.object({
  title: z.string().trim().max(100).optional(),
  description: z.string().max(5000).nullable().optional(),
  tags: z.array(z.string().trim().min(1).max(32)).max(100).optional(),
  addTags: z.array(z.string().trim().min(1).max(32)).max(100).optional(),
  albumId: z.string().max(64).nullable().optional(),
  categoryId: z.int().nullable().optional(),
  nsfw: z.boolean().optional(),
  visibility: z.enum(visibilities).optional(),
  expiresAt: time.nullable().optional(),
})
export type MediaChange = z.infer<typeof mediaChange>

const id = z.string().min(1).max(64)
export const mediaIds = z.object({ ids: z.array(id).min(1).max(500) })
export type MediaIds = z.infer<typeof mediaIds>

/** Several at once, each with its own change. */
export const mediaChanges = z.object({ changes: z.array(mediaChange.extend({ id })).min(1).max(500) })
export type MediaChanges = z.infer<typeof mediaChanges>

const failure = z.object({ id, code: z.string(), message: z.string() })
/** `before` sent as `changes` undoes what was done. */
export const changed = z.object({
  items: z.array(media),
  before: z.array(mediaChange.extend({ id })),
  failed: z.array(failure),
})
export type Changed = z.infer<typeof changed>

/** Ids that were trashed, restored or deleted. */
export const handled = z.object({ ids: z.array(id), failed: z.array(failure) })
export type Handled = z.infer<typeof handled>

/** A media's place in the list that its viewer was opened from; `strip` are its neighbours and itself, in order. */
export const surroundings = z.object({
  previous: media.optional(),
  next: media.optional(),
  /** From 1; absent when counting would be dear. */
  position: z.int().optional(),
  total: z.int().optional(),
  strip: z.array(media),
})
export type Surroundings = z.infer<typeof surroundings>

export const reportReasons = ['copyright', 'privacy', 'abuse', 'illegal', 'spam', 'other'] as const
export const report = z.object({
  reason: z.enum(reportReasons),
  text: z.string().trim().max(2000).optional(),
})
export type Report = z.infer<typeof report>

/** For administrators; `by` is the name of an account, absent for guests. */
export const reportList = z.object({
  items: z.array(
    z.object({
      id,
      media,
      reason: z.string(),
      text: z.string().optional(),
      by: z.string().optional(),
      createdAt: time,
    }),
  ),
})
export type ReportList = z.infer<typeof reportList>

/** Bytes of an upload in parts that have come; `media` once it is done. */
export const uploadState = z.object({
  id: z.string(),
  size: z.int(),
  offset: z.int(),
  expiresAt: time,
  media: media.optional(),
})
export type UploadState = z.infer<typeof uploadState>

export const tagList = z.object({ tags: z.array(z.object({ name: z.string(), count: z.int() })) })
export type TagList = z.infer<typeof tagList>

export const category = z.object({ id: z.int(), name: z.string(), key: z.string() })
export type Category = z.infer<typeof category>
