import { z } from 'zod'
import { albumSorts, albumVisibilities } from '../../core/words.ts'
import { media, person } from './wire-media.ts'

const time = z.int().min(0)
const id = z.string().min(1).max(64)
const crumb = z.object({ id, name: z.string(), page: z.string() })

export const album = z.object({
  id,
  name: z.string(),
  description: z.string().optional(),
  parentId: id.optional(),
  visibility: z.enum(albumVisibilities),
  sort: z.enum(albumSorts),
  nsfw: z.boolean(),
  /** How many media lie in it, and how many albums. */
  count: z.int(),
  albums: z.int(),
  createdAt: time,
  updatedAt: time,
  /** Path. */
  page: z.string(),
  /** The chosen one, else the first four; none when locked or empty. */
  cover: z.array(media),
  coverId: id.optional(),
  mine: z.boolean(),
  /** Its password has to be given first (POST /api/albums/:id/unlock). */
  locked: z.boolean(),
})
export type Album = z.infer<typeof album>

export const albumDetails = album.extend({
  owner: person,
  /** The description as safe HTML. */
  descriptionHtml: z.string().optional(),
  /** From the outermost to its parent, as far as the asker may see them. */
  path: z.array(crumb),
  children: z.array(album),
  /** Bytes of all media in it; only for its owner. */
  size: z.int().optional(),
})
export type AlbumDetails = z.infer<typeof albumDetails>

/** `parent` lists what lies in an album, `flat` all of them for choosing from, else the outermost. */
export const albumQuery = z.object({
  scope: z.enum(['mine', 'public']).optional(),
  user: z.string().max(64).optional(),
  parent: id.optional(),
  flat: z.enum(['1']).optional(),
  q: z.string().max(200).optional(),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
export type AlbumQuery = z.infer<typeof albumQuery>

export const albumList = z.object({ items: z.array(album), next: z.string().optional() })
export type AlbumList = z.infer<typeof albumList>

/** `password` is taken with visibility `password` only, and asked for when there is none yet. */
export const albumChange = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  description: z.string().max(5000).nullable().optional(),
  parentId: id.nullable().optional(),
  visibility: z.enum(albumVisibilities).optional(),
  password: z.string().min(1).max(200).optional(),
  sort: z.enum(albumSorts).optional(),
  nsfw: z.boolean().optional(),
  coverId: id.nullable().optional(),
})
export type AlbumChange = z.infer<typeof albumChange>

/** `mediaIds` are moved into the new album. */
export const newAlbum = albumChange.omit({ coverId: true }).extend({
  name: z.string().trim().min(1).max(100),
  mediaIds: z.array(id).max(500).optional(),
})
export type NewAlbum = z.infer<typeof newAlbum>

/** Puts media, in this order, behind another of the album, or first when `after` is null; the album is then sorted by hand. */
export const albumOrder = z.object({ ids: z.array(id).min(1).max(500), after: id.nullable() })
export type AlbumOrder = z.infer<typeof albumOrder>

export const albumPassword = z.object({ password: z.string().max(200) })
export type AlbumPassword = z.infer<typeof albumPassword>

/** `media`: whether the media in it (and in the albums in it) go to the trash with it, or stay outside any album. */
export const albumDeletion = z.object({ media: z.enum(['trash', 'keep']).optional() })
export type AlbumDeletion = z.infer<typeof albumDeletion>
