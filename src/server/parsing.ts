import type { z } from 'zod'
import { AppError } from '../errors.ts'

/** What a schema makes of a value. Throws bad-input that names the first field which is wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where = ''): z.infer<Schema> {
  if (holdsNul(value)) throw new AppError('bad-input', 'A text holds a NUL character')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = [where, ...(issue?.path ?? [])].filter((part) => part !== '').join('.')
  const message = issue?.message ?? 'Wrong input'
  throw new AppError('bad-input', field === '' ? message : `${field}: ${message}`, {
    details: field === '' ? {} : { field },
  })
}

/** No text that people write holds a NUL, and PostgreSQL keeps none. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul)
}
