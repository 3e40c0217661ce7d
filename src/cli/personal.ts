import type { Command } from './command.ts'
import { completion } from './completion/completion.ts'
import { connect } from './connect/connect.ts'
import { mcp } from './mcp/mcp.ts'
import { picgo } from './picgo/picgo.ts'
import { profileAdd, profileList, profileRemove, profileUse } from './profiles/profiles.ts'
import { upload } from './upload/upload.ts'

/** Commands for people's own machines, which need neither a library nor the code that opens one. */
export const personalCommands: readonly Command[] = [
  upload,
  picgo,
  mcp,
  connect,
  profileAdd,
  profileList,
  profileUse,
  profileRemove,
  completion,
]
