import { chevereto } from './chevereto/chevereto.ts'
import type { Dialect } from './dialect.ts'
import { imgbb } from './imgbb/imgbb.ts'
import { imgur } from './imgur/imgur.ts'
import { lsky } from './lsky/lsky.ts'
import { native } from './native/native.ts'
import { pup } from './pup/pup.ts'
import { see } from './see/see.ts'
import { smms } from './smms/smms.ts'
import { web } from './web/web.ts'
import { webdav } from './webdav/webdav.ts'

/** Every dialect the server speaks; adding one is one line here. */
export const dialects: readonly Dialect[] = [
  smms,
  see,
  chevereto,
  imgbb,
  imgur,
  lsky,
  pup,
  native,
  web,
  webdav,
]
