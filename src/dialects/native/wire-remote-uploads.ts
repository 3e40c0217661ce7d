import { z } from 'zod'

/** What goes along with a file that is sent to a remote. */
export const remoteUploadFields = z.object({ filename: z.string().max(255).optional() })

/** Where a file lies that was sent to a remote. `repeated`: the host had these bytes before. */
export const remoteUpload = z.object({
  url: z.string(),
  deleteUrl: z.string().optional(),
  repeated: z.boolean(),
})
export type RemoteUpload = z.infer<typeof remoteUpload>
