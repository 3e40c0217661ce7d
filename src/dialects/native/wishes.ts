import { baseName } from '../../core/file-names.ts'
import { cleanText, mostTags, tagsIn } from '../../core/texts.ts'
import type { Wishes } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { parse } from './route.ts'
import { type UploadFields, uploadFields } from './wire-media.ts'

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
  const title = cleanText(fields.title ?? '').replace(/\s+/g, ' ')
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
  }
}
