import { z } from 'zod'
import { file } from './wire-media.ts'

/** What a deletion link would delete. */
export const deletion = z.object({
  title: z.string(),
  /** The client's name of the file. */
  filename: z.string(),
  /** Path of the viewer. */
  page: z.string(),
  /** A small picture of it; none of private media, nor of what is not safe for work. */
  preview: file.optional(),
})
export type Deletion = z.infer<typeof deletion>
