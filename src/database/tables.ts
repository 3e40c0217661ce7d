/**
 * Columns mean the same in both databases: ids text, times integer milliseconds, sizes bytes, flags 0/1,
 * lists and records JSON text. `core` turns rows into words.
 */
export type Tables = {
  groups: GroupRow
  users: UserRow
  api_keys: ApiKeyRow
  media: MediaRow
  claims: ClaimRow
  albums: AlbumRow
  categories: CategoryRow
  media_tags: MediaTagRow
  media_search: MediaSearchRow
  tombstones: TombstoneRow
  jobs: JobRow
  settings: SettingRow
  sessions: SessionRow
  reports: ReportRow
  remotes: RemoteRow
  copies: CopyRow
  imports: ImportRow
}

export type GroupRow = {
  id: string
  name: string
  max_file_bytes: number
  quota_bytes: number | null
  kinds: string | null
  default_expiry: number | null
  max_expiry: number | null
  naming: string
  uploads_per_minute: number
  uploads_per_hour: number
  may_upload: number
  may_upload_urls: number
  allow_duplicates: number
}

export type UserRow = {
  id: string
  name: string
  /** Lower case, for look-ups; unique. */
  name_key: string
  email: string
  email_key: string
  email_verified: number
  password_hash: string
  role: string
  group_id: string
  group_expires_at: number | null
  bytes_used: number
  /** Counts the revocations of the derived token. */
  token_version: number
  created_at: number
  /** What people see in place of the name. */
  display_name: string | null
  bio: string | null
  website: string | null
  /** A media of the user's own. */
  avatar_id: string | null
  /** 1: there is no profile for others to see. */
  hidden: number
  /** What the user chose for pages and uploads, as JSON. */
  preferences: string
}

/** A browser that somebody has signed in with. */
export type SessionRow = {
  /** SHA-256 of the cookie's token, hex. */
  hash: string
  /** By which its owner names it. */
  id: string
  user_id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  user_agent: string
  address: string
}

export type ApiKeyRow = {
  id: string
  user_id: string
  label: string
  /** `token`: derived, the same until revoked; `key`: random, shown once; `sign-in`: a `key` that a program got for a password. */
  kind: string
  /** SHA-256 of the key, hex; unique. */
  hash: string
  created_at: number
  last_used_at: number | null
}

export type MediaRow = {
  id: string
  user_id: string | null
  address: string | null
  in_history: number
  kind: string
  folder: string
  name: string
  extension: string
  store_name: string | null
  original_name: string
  title: string
  description: string | null
  size: number
  /** Original and renditions together: what counts against the quota. */
  total_size: number
  width: number
  height: number
  animated: number
  is_360: number
  duration: number | null
  digest: string
  md5: string
  source_md5: string | null
  exif: string | null
  camera: string | null
  taken_at: number | null
  thumbhash: string | null
  nsfw: number
  visibility: string
  album_id: string | null
  category_id: number | null
  tags: string
  views: number
  likes: number
  created_at: number
  expires_at: number | null
  delete_version: number
  /** SHA-256 of the derived deletion hash, hex; unique. */
  delete_hash: string
  renditions: string
  /** SHA-256 of the secret in the guest's browser, hex. */
  guest_id: string | null
  /** Since when it lies in its owner's trash. */
  trashed_at: number | null
  /** Its place in an album that is ordered by hand; null: after all that have one, the newest first. */
  album_position: number | null
  /** Up to five colours as JSON: `["#aabbcc"]`. */
  palette: string | null
}

/** Who has sent which bytes: the unique constraint that decides about duplicates. */
export type ClaimRow = { owner: string; digest: string; media_id: string; created_at: number }

export type AlbumRow = {
  id: string
  user_id: string
  name: string
  parent_id: string | null
  /** public, link, password or private */
  visibility: string
  created_at: number
  description: string | null
  cover_id: string | null
  /** newest, oldest, title or manual */
  sort: string
  password_hash: string | null
  /** Counts the changes of the password: whoever knew the former one is asked again. */
  password_version: number
  nsfw: number
  updated_at: number
}

export type CategoryRow = { id: number; name: string; url_key: string }

/** For finding media by tag; a media's own list, in its sender's order, is `media.tags`. */
export type MediaTagRow = { media_id: string; name: string }

/** What is searched of a media, folded by `search.ts`; it is written with every change of what it is made of. */
export type MediaSearchRow = { media_id: string; text: string }

/**
 * Media that are gone: by its deletion hash a second deletion is told so, and `file` (`2026/11/22/name`) keeps their
 * addresses from being given to others, which caches and a repeated removal of the bytes would take for them.
 */
export type TombstoneRow = { delete_hash: string; file: string; deleted_at: number }

export type JobRow = {
  id: string
  kind: string
  payload: string
  /** At most one waiting job has a given key. */
  unique_key: string | null
  /** Whose jobs take turns. */
  remote_id: string | null
  run_at: number
  attempts: number
  lease_until: number | null
  error: string | null
  created_at: number
}

export type SettingRow = { name: string; value: string }

/** Somebody's word that a media should not be here. */
export type ReportRow = {
  id: string
  media_id: string
  reason: string
  said: string
  user_id: string | null
  address: string
  created_at: number
}

/** Another host that a user sends copies to or brings media from. */
export type RemoteRow = {
  id: string
  user_id: string
  name: string
  /** Lower case; one user's are unique. */
  name_key: string
  /** The ready description that it was made from. */
  preset: string | null
  /** Host name of its address, to be shown. */
  host: string
  /** The description as JSON, encrypted with the server's secret. */
  sealed: string
  /** Which uploads are sent there: none, all or albums */
  scope: string
  /** Ids of albums, as JSON. */
  albums: string
  /** 1: private media are sent there too. */
  with_private: number
  /** 1: a copy is deleted with its media. */
  delete_copies: number
  /** 1: whoever may see a media is told where its copy is. */
  show_copies: number
  created_at: number
  updated_at: number
}

/** What is known of a media's copy at a remote. */
export type CopyRow = {
  media_id: string
  remote_id: string
  /** waiting, sent or failed */
  state: string
  url: string | null
  /** Where it is deleted, encrypted. */
  sealed_delete: string | null
  attempts: number
  /** What went wrong the last time, as JSON: field and message. */
  problem: string | null
  /** When it is tried again. */
  next_at: number | null
  created_at: number
  updated_at: number
}

/** The latest bringing over of everything from a remote: how far it is. */
export type ImportRow = {
  remote_id: string
  /** Names this one; a former one's job does nothing more. */
  run: string
  /** running, done, failed or stopped */
  state: string
  /** Where it goes on: the page, from 1, and the place in it, from 0. */
  page: number
  place: number
  /** How many pages there are, when the host says so. */
  pages: number | null
  brought: number
  /** Were here already. */
  had: number
  failed: number
  /** The last of those that failed, as JSON: url and message. */
  failures: string
  problem: string | null
  album_id: string | null
  started_at: number
  updated_at: number
}
