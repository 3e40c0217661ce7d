import type { Staged } from '../core/staging.ts'
import { AppError } from '../errors.ts'
import type { BodyBounds } from './bodies.ts'

export type FormFile = {
  field: string
  /** Base name as the client gave it, '' when it gave none (base64). */
  filename: string
  staged: Staged
}

/** What a request asks for, wherever it says so. Disposing of it removes the staged file. */
export type Form = AsyncDisposable & { fields: ReadonlyMap<string, string>; file: FormFile | undefined }

export type FormOptions = {
  /** Fields whose first file is wanted; other files run into nothing. */
  fileFields: readonly string[]
  /** The largest file, bytes. Asked once, when the first file begins, with the fields so far; it may refuse. */
  limit: (fields: ReadonlyMap<string, string>) => Promise<number> | number
  /** Bytes of all text fields together; 1 MiB when absent. */
  fieldLimit?: number
  /** Fields of a body that hold a file as base64 unless they hold a `scheme://` address, which stays text. */
  base64Fields?: readonly string[]
  /**
   * The field that a body is taken for which is no form but the file itself. Programs that send one often say that it is
   * urlencoded: its beginning tells.
   */
  rawField?: string
  /** Fields of which all values count, joined by commas; in JSON they may be lists. */
  listFields?: readonly string[]
  /**
   * Takes each file of `fileFields` as it comes, with the fields ahead of it, in place of keeping the first; the body
   * waits meanwhile. A file that cannot be staged comes as what refused it.
   */
  each?: (file: FormFile | RefusedFile, fields: ReadonlyMap<string, string>) => Promise<void>
  /** Milliseconds that a body may pause; for tests. */
  idle?: number
}

export type RefusedFile = Pick<FormFile, 'field' | 'filename'> & { refusal: AppError }

/** A form while it is read. */
export type Reading = {
  fields: Map<string, string>
  file: FormFile | undefined
  /** Why the file is not taken, while the rest of a short body is still read. */
  refusal: AppError | undefined
  /** Whether the body is so short that the fields behind a refused file, such as a wished format, are heard. */
  short: boolean
  options: {
    fileFields: readonly string[]
    base64Fields: readonly string[]
    rawField: string | undefined
    listFields: readonly string[]
    fieldLimit: number
    limit: (fields: ReadonlyMap<string, string>) => Promise<number>
    each: FormOptions['each']
  }
  /** Of the whole body: what is asked for, encoded, and some that is not. */
  bounds: BodyBounds
  /** Text fields read from the body, and their bytes. */
  count: number
  size: number
}

const mostFields = 200
const longestName = 200

/** More parts than any form of ours has. */
export const mostParts = 2 * mostFields

/** Takes a text field of the body. Throws bad-input when there are too many, or too much. */
export function setField(reading: Reading, name: string, value: string): void {
  reading.count += 1
  reading.size += value.length
  if (reading.count > mostFields) throw new AppError('bad-input', 'The form has too many fields')
  if (name.length > longestName || reading.size > reading.options.fieldLimit) {
    throw new AppError('bad-input', 'The form has too much text')
  }
  const former = reading.options.listFields.includes(name) ? reading.fields.get(name) : undefined
  keepField(reading.fields, name, former === undefined ? value : `${former},${value}`)
}

/** Puts a field among others without NUL characters, which no database column takes. */
export function keepField(fields: Map<string, string>, name: string, value: string): void {
  fields.set(name, value.replaceAll('\0', ''))
}
