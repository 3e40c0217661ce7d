import { z } from 'zod'
import { languages, toolKinds } from '../../connect/tool.ts'

/** The language in which steps are told; without it English. */
export const connectQuery = z.object({ language: z.enum(languages).optional() })

export const connectTool = z.object({
  id: z.string(),
  /** As its makers write it. */
  name: z.string(),
  kind: z.enum(toolKinds),
  about: z.string(),
  /** No key is made for it: people upload as themselves. */
  keyless: z.boolean(),
})
export type ConnectTool = z.infer<typeof connectTool>

export const connectTools = z.object({ items: z.array(connectTool) })

export const connectStep = z.object({
  text: z.string(),
  /** To be copied one by one; names are the tool's own. */
  fields: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  /** To be typed or pasted. */
  code: z.string().optional(),
  /** To be saved, or opened with the tool. */
  file: z.object({ name: z.string(), type: z.string(), text: z.string() }).optional(),
})
export type ConnectStep = z.infer<typeof connectStep>

export const connection = z.object({
  tool: z.string(),
  name: z.string(),
  /** The key made for it, as `GET /api/keys` lists it; absent where none is needed. */
  key: z.object({ id: z.string(), label: z.string() }).optional(),
  /** Each is whole; the first is the one to choose. */
  ways: z.array(z.object({ id: z.string(), name: z.string(), steps: z.array(connectStep) })),
})
export type Connection = z.infer<typeof connection>
