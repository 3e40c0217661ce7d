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
}

/** Who asks. */
export type Actor = {
  /** undefined: a guest */
  user: User | undefined
  /** The API key used, when one was. */
  keyId: string | undefined
  /** The limits that hold for this actor: the user's group, or the guests'. */
  group: Group
  /** The network address, IPv4-mapped IPv6 written as IPv4. */
  address: string
  /** False when a forwarding header came from a peer that TRUST_PROXY does not name. */
  addressSure: boolean
}

export type Visibility = 'public' | 'link' | 'private'

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
  naming?: Naming
  /** Admins only: the date the camera wrote becomes the media's date. */
  useFileDate?: boolean
  /** What to do with bytes that this sender already has here. Absent: as the group says. */
  duplicates?: 'refuse'
  /** 15 random characters, unique over all, by which SM.MS pages find the media; also the file's name. */
  storeName?: boolean
  /** Show in the history of the sender's address (guests). */
  inHistory?: boolean
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
}
