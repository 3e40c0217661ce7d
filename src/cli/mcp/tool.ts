import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server'
import { type Client, TintypeError, type UploadStore } from '@tintype/client'
import type { z } from 'zod'

/** What tools work with. */
export type Desk = {
  client: Client
  /** Files are uploaded from these folders only, unless there are none. */
  folders: readonly string[]
  store: UploadStore
  /** Before the paths of pages. Throws TintypeError. */
  origin(): Promise<string>
}

/** Makes a server offer a tool. */
export type Tool = (server: McpServer, desk: Desk) => void

/** What was left out is not there at all. */
type Given<Input> = { [Name in keyof Input]: Exclude<Input[Name], undefined> }

type Described<Input extends z.ZodObject> = {
  name: string
  title: string
  /** For a language model: what it is for, when, and what comes back. */
  description: string
  input: Input
  annotations: ToolAnnotations
  run(
    desk: Desk,
    input: Given<z.infer<Input>>,
    signal: AbortSignal,
  ): Promise<CallToolResult['content'] | object>
}

/** A tool that answers what `run` answers, as JSON unless it is content, and says refusals so that they can be mended. */
export function tool<Input extends z.ZodObject>({ run, input, ...told }: Described<Input>): Tool {
  return (server, desk) => {
    const { name, ...config } = told
    server.registerTool(name, { ...config, inputSchema: input as z.ZodObject }, async (given, { mcpReq }) => {
      try {
        const answer = await run(desk, given as Given<z.infer<Input>>, mcpReq.signal)
        return { content: Array.isArray(answer) ? answer : [jsonOf(answer)] }
      } catch (thrown) {
        return { content: [jsonOf(failureOf(thrown))], isError: true }
      }
    })
  }
}

/** As content. */
export function jsonOf(value: object): { type: 'text'; text: string } {
  return { type: 'text', text: JSON.stringify(value) }
}

function failureOf(thrown: unknown): object {
  if (!(thrown instanceof TintypeError))
    return { error: thrown instanceof Error ? thrown.message : String(thrown) }
  const { code, message, field, retryAfter } = thrown
  const hint = hints[code]
  return {
    error: message,
    code,
    ...(field !== undefined && { field }),
    ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
    ...(hint !== undefined && { hint }),
  }
}

const hints: Readonly<Record<string, string>> = {
  'key-missing':
    'This needs a key: the person sets TINTYPE_KEY, or adds a profile with `tintype profile add`.',
  'key-invalid': 'The key is wrong or was ended: the person makes a new one in the settings of the account.',
  'not-found': 'It is not there or not theirs to see; find_pictures and list_albums give ids that are.',
  network: 'Tintype does not answer at this address now.',
}
