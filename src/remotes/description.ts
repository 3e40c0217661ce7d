import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { pathFault } from './json-path.ts'

/** How a file and its fields become the body of a request. */
export const bodyForms = ['multipart', 'form-base64', 'json-base64', 'raw'] as const
export type BodyForm = (typeof bodyForms)[number]

const address = z
  .string()
  .trim()
  .max(2048)
  .refine(
    isWebAddress,
    'must be an address that begins with https:// or http://, without a name and password',
  )

const jsonPath = z
  .string()
  .trim()
  .max(200)
  .superRefine((path, context) => {
    const fault = pathFault(path)
    if (fault) context.addIssue({ code: 'custom', message: fault })
  })

const text = z.string().max(8192)

/** Said by the connection itself, or by the body. */
const ownHeaders =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer)$/i

const headers = z.record(z.string(), text).superRefine((given, context) => {
  for (const [name, value] of Object.entries(given)) {
    const fault = headerFault(name, value)
    if (fault) context.addIssue({ code: 'custom', message: fault })
  }
})

/** How the files that a host already has are listed, page by page. */
export const listDescription = z.object({
  /** Answers JSON; asked with the description's headers. */
  url: address,
  /** Query parameter that counts pages from 1; '' when there is only one. */
  pageField: z.string().max(100),
  /** Where the list lies. */
  itemsPath: jsonPath,
  /** Within each of the list. */
  urlPath: jsonPath,
  namePath: jsonPath.optional(),
  prefix: z.string().max(2048).optional(),
})
export type ListDescription = z.infer<typeof listDescription>

/**
 * Another image host, by data alone. `{name}` in `url` is the file's name. Paths lead into the JSON that the host
 * answers: names with dots between them, whole numbers index lists.
 */
export const remoteDescription = z.object({
  /** Where files are sent. */
  url: address,
  method: z.enum(['POST', 'PUT']),
  body: z.enum(bodyForms),
  /** The field of the file: `smfile`, `source`, `image`. Not used by `raw`. */
  fileField: z.string().trim().max(100),
  /** May hold secrets. */
  headers,
  /** Sent beside the file, by `raw` in the query. May hold secrets, and what is known of the file: `{title}`, `{tags}`. */
  fields: z.record(z.string().min(1), text),
  /** To the address of the file; '': the whole answer is the address. */
  urlPath: jsonPath,
  /** Put before what `urlPath` leads to. */
  prefix: z.string().trim().max(2048),
  deletePath: jsonPath.optional(),
  deletePrefix: z.string().trim().max(2048).optional(),
  deleteMethod: z.enum(['GET', 'DELETE', 'POST']).optional(),
  /** A deletion is answered with a page for people: that counts as done. */
  deletePage: z.boolean().optional(),
  /** To the address when the host says that it has this file already. */
  repeatPath: jsonPath.optional(),
  list: listDescription.optional(),
})
export type RemoteDescription = z.infer<typeof remoteDescription>

/** What a description may leave out. */
const usual = {
  method: 'POST',
  body: 'multipart',
  fileField: '',
  headers: {},
  fields: {},
  urlPath: '',
  prefix: '',
} as const

/** Reads a description. Throws bad-input whose `details.field` is the first field to mend. */
export function readDescription(given: unknown): RemoteDescription {
  const filled = typeof given === 'object' && given !== null ? { ...usual, ...given } : given
  const parsed = remoteDescription.safeParse(filled)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrong(String(issue?.path[0] ?? 'url'), issue?.message ?? 'is wrong')
  }
  if (parsed.data.fileField === '' && parsed.data.body !== 'raw')
    throw wrong('fileField', 'is empty: it is the name of the form field that holds the file')
  return parsed.data
}

/** A refusal that names the field of the description to mend. */
export function wrong(field: string, message: string, cause?: unknown): AppError {
  return new AppError('bad-input', `${field}: ${message}`, { cause, details: { field } })
}

function isWebAddress(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false
  const { username, password } = new URL(value)
  return username === '' && password === ''
}

function headerFault(name: string, value: string): string | undefined {
  if (ownHeaders.test(name)) return `leave "${name}" out: every request says it by itself`
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return undefined
  } catch {
    return `"${name}" is no header that can be sent: names are plain words, values are on one line of Latin letters`
  }
}
