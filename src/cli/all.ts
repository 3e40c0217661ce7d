import { build } from './build.ts'
import { categoryAdd, categoryList, categoryRemove } from './categories.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { groupList, groupSet } from './groups.ts'
import { keyAdd, keyList, keyRevoke } from './keys.ts'
import { personalCommands } from './personal.ts'
import { remoteAdd, remoteImport, remoteList, remoteRemove, remoteTest } from './remotes.ts'
import { reportDismiss, reportList } from './reports.ts'
import { serve } from './serve.ts'
import { settingList, settingSet } from './settings.ts'
import { userAdd, userList, userPasswd, userRemove } from './users.ts'

/** Every command there is, in the order in which the help lists them. */
export const commands: readonly Command[] = [
  serve,
  build,
  userAdd,
  userList,
  userPasswd,
  userRemove,
  keyAdd,
  keyList,
  keyRevoke,
  groupList,
  groupSet,
  settingList,
  settingSet,
  reportList,
  reportDismiss,
  categoryAdd,
  categoryList,
  categoryRemove,
  remoteAdd,
  remoteList,
  remoteTest,
  remoteRemove,
  remoteImport,
  doctor,
  ...personalCommands,
]
