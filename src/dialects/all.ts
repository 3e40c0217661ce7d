import { chevereto } from './chevereto/chevereto.ts'
import type { Dialect } from './dialect.ts'
import { native } from './native/native.ts'
import { smms } from './smms/smms.ts'
import { web } from './web/web.ts'

/** Every dialect the server speaks; adding one is one line here. */
export const dialects: readonly Dialect[] = [smms, chevereto, native, web]
