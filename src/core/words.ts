import type { MetadataMode } from '../media/derived.ts'
import type { KindName } from '../media/kinds.ts'

/** Limits and habits that an operator gives to a set of people. Sizes in bytes, times in milliseconds. */
export type Group = {
  id: string
  name: string
  maxFileBytes: number
  /** undefined: no limit */
  quotaBytes: number | undefined
  /** undefined: every kind that the site takes */
  kinds: readonly KindName[] | undefined
  /** Given to each upload that wishes no expiry; undefined: kept */
  defaultExpiry: number | undefined
  /** The longest expiry that may be wished, which also ends `0`, "never"; undefined: no limit */
  maxExpiry: number | undefined
  naming: Naming
  uploadsPerMinute: number
  uploadsPerHour: number
  mayUpload: boolean
  mayUploadUrls: boolean
  /** The same bytes again by the same sender make another media where the dialect has no word against it */
  allowDuplicates: boolean
}

/** How the file names of uploads are made; `mixed` is the original name with 128 random bits. */
export type Naming = 'original' | 'mixed' | 'random'

export type Role = 'admin' | 'user'

export type User = {
  id: string
  name: string
  email: string
  emailVerified: boolean
  role: Role
  group: Group
  groupExpiresAt: number | undefined
  bytesUsed: number
  createdAt: number
  /** What people see in place of the name. */
  displayName: string | undefined
  bio: string | undefined
  website: string | undefined
  /** A media of the user's own. */
  avatarId: string | undefined
  /** There is no profile for others to see. */
  hidden: boolean
  /** What the user chose for pages and uploads; what the names mean is the pages' business. */
  preferences: Readonly<Record<string, unknown>>
}

/** Who asks. */
export type Actor = {
  /** undefined: a guest */
  user: User | undefined
  /** The API key used, when one was. */
  keyId: string | undefined
  /** The browser session used, when one was. */
  sessionId?: string
  /** Of a guest whose browser has our cookie: SHA-256 of its secret, as in `Media.guestId`. */
  guestId?: string
  /** Albums whose password this browser has given, by `id.passwordVersion`. */
  opened?: ReadonlySet<string>
  /** The limits that hold for this actor: the user's group, or the guests'. */
  group: Group
  /** The network address, IPv4-mapped IPv6 written as IPv4. */
  address: string
  /** False when a forwarding header came from a peer that TRUST_PROXY does not name. */
  addressSure: boolean
}

/** Who may see a media: everybody in lists, whoever has the address, or only its owner. */
export const visibilities = ['public', 'link', 'private'] as const
export type Visibility = (typeof visibilities)[number]

/** Who may see an album; `password` is by its address and a word. */
export const albumVisibilities = ['public', 'link', 'password', 'private'] as const
export type AlbumVisibility = (typeof albumVisibilities)[number]

/** In which order an album shows its media. */
export const albumSorts = ['newest', 'oldest', 'title', 'manual'] as const
export type AlbumSort = (typeof albumSorts)[number]

/** A user's collection of media; albums lie in albums, five deep at most. Times are integer milliseconds. */
export type Album = {
  id: string
  userId: string
  name: string
  description: string | undefined
  parentId: string | undefined
  visibility: AlbumVisibility
  passwordVersion: number
  sort: AlbumSort
  nsfw: boolean
  coverId: string | undefined
  createdAt: number
  updatedAt: number
}

/** What the sender asked for, in our words. Everything is optional; what is not asked for is not there. */
export type Wishes = {
  /** The client's file name: base name only, unsanitised. */
  filename?: string
  title?: string
  description?: string
  tags?: readonly string[]
  albumId?: string
  categoryId?: number
  /** Target width in pixels. */
  width?: number
  /** Milliseconds from now; 0: never. */
  expiry?: number
  nsfw?: boolean
  visibility?: Visibility
  /** What is to go from the file; the operator's own mode holds where it is stricter. */
  metadata?: Exclude<MetadataMode, 'keep'>
  /** Seconds into a film, whose picture there is to stand for it. */
  posterAt?: number
  naming?: Naming
  /** Admins only: the date the camera wrote becomes the media's date. */
  useFileDate?: boolean
  /** What to do with bytes that this sender already has here. Absent: as the group says. */
  duplicates?: 'refuse' | 'take'
  /** 15 random characters, unique over all, by which SM.MS pages find the media; also the file's name. */
  storeName?: boolean
  /** Show in the history of the sender's address (guests). */
  inHistory?: boolean
  /** The copy elsewhere that it was brought over from. */
  broughtFrom?: { remoteId: string; url: string }
}

export const renditionNames = ['thumb', 'medium', 'frame'] as const
export type RenditionName = (typeof renditionNames)[number]

/** Bytes made from an original. `extension` without dot; sizes in bytes and pixels. */
export type Rendition = { extension: string; mime: string; size: number; width: number; height: number }

/** A thing in the library. Times are integer milliseconds, sizes bytes, lengths pixels as a viewer sees them. */
export type Media = {
  id: string
  userId: string | undefined
  /** Address of the guest who sent it. */
  address: string | undefined
  kind: KindName
  type: 'image' | 'video'
  mime: string
  /** `2026/11/22` */
  folder: string
  /** File name without extension. */
  name: string
  extension: string
  storeName: string | undefined
  /** The client's file name. */
  originalName: string
  title: string
  description: string | undefined
  size: number
  /** Original and renditions together: what counts against the quota. */
  totalSize: number
  width: number
  height: number
  animated: boolean
  is360: boolean
  /** Milliseconds; undefined for images. */
  duration: number | undefined
  /** SHA-256 of the bytes as sent, hex. */
  digest: string
  /** MD5 of the stored file, hex. */
  md5: string
  /** MD5 of the bytes as sent, only when they are not what is stored. */
  sourceMd5: string | undefined
  /** The camera data that a viewer may see, as JSON text; undefined when stripped. */
  exif: string | undefined
  takenAt: number | undefined
  /** base64 */
  thumbhash: string | undefined
  nsfw: boolean
  visibility: Visibility
  albumId: string | undefined
  categoryId: number | undefined
  tags: readonly string[]
  views: number
  likes: number
  createdAt: number
  expiresAt: number | undefined
  deleteVersion: number
  renditions: Partial<Record<RenditionName, Rendition>>
  /** SHA-256 of the secret in the browser of the guest who sent it. */
  guestId: string | undefined
  /** Since when it lies in its owner's trash: then it is gone for everybody else. */
  trashedAt: number | undefined
  /** Up to five colours, `#aabbcc`, the most frequent first. */
  palette: readonly string[]
}
