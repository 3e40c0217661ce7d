import { z } from 'zod'
import { baseName } from '../core/file-names.ts'
import { longestExpiry } from '../core/policy.ts'
import { cleanLine, cleanText, mostTags, tagsIn } from '../core/texts.ts'
import { visibilities, type Wishes } from '../core/words.ts'
import { AppError } from '../errors.ts'
import { parse } from './parsing.ts'

const flag = z.enum(['1', '0']).transform((text) => text === '1')

/**
 * What an upload may carry besides the file, as fields of the form or, for a URL, of the JSON. `file` holds the bytes,
 * or `url` an address to fetch (http, https or data).
 */
export const uploadFields = z.object({
  url: z
    .string()
    .max(8 * 1024 * 1024)
    .optional(),
  filename: z.string().max(255).optional(),
  title: z.string().trim().max(100).optional(),
  description: z.string().max(5000).optional(),
  /** Separated by commas. */
  tags: z.string().max(4000).optional(),
  albumId: z.string().max(64).optional(),
  categoryId: z.coerce.number().int().min(0).max(2_000_000_000).optional(),
  /** Target width in pixels. */
  width: z.coerce.number().int().min(1).max(100_000).optional(),
  /** Milliseconds from now; 0: never. */
  expiresIn: z.coerce.number().int().min(0).max(longestExpiry).optional(),
  nsfw: flag.optional(),
  visibility: z.enum(visibilities).optional(),
  /** What is to go from the file besides what the site takes out by itself. */
  metadata: z.enum(['strip-location', 'strip-all']).optional(),
  /** Seconds into a film, whose picture there stands for it; beyond its end: as if nothing were said. */
  posterAt: z.coerce.number().min(0).max(1_000_000).optional(),
  /** 1: the same bytes again make another media. */
  again: flag.optional(),
})
export type UploadFields = z.infer<typeof uploadFields>

/** What the fields of an upload say; an empty field is none, as forms send it. Throws bad-input naming the field. */
export function readUploadFields(fields: Iterable<readonly [string, string]>): UploadFields {
  const given = [...fields].filter(([, value]) => value.trim() !== '')
  return parse(uploadFields, Object.fromEntries(given))
}

/** The fields of an upload in our words; `filename` is the file's own, where no field names it. Throws bad-input. */
export function wishesOf(fields: UploadFields, filename: string): Wishes {
  const tags = tagsIn(cleanText(fields.tags ?? ''))
  if (tags.length > mostTags) {
    throw new AppError('bad-input', `tags: at most ${mostTags} are taken`, { details: { field: 'tags' } })
  }
  const title = cleanLine(fields.title ?? '')
  const description = cleanText(fields.description ?? '')
  const name = fields.filename ?? filename
  return {
    duplicates: fields.again ? 'take' : 'refuse',
    ...(name && { filename: baseName(name) }),
    ...(title && { title }),
    ...(description && { description }),
    ...(tags.length > 0 && { tags }),
    ...(fields.albumId !== undefined && { albumId: fields.albumId }),
    ...(fields.categoryId !== undefined && { categoryId: fields.categoryId }),
    ...(fields.width !== undefined && { width: fields.width }),
    ...(fields.expiresIn !== undefined && { expiry: fields.expiresIn }),
    ...(fields.nsfw && { nsfw: true }),
    ...(fields.visibility !== undefined && { visibility: fields.visibility }),
    ...(fields.metadata !== undefined && { metadata: fields.metadata }),
    ...(fields.posterAt !== undefined && { posterAt: fields.posterAt }),
  }
}
