import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import type { Kv } from '../kv/kv.ts'
import type { MediaPool } from '../media/pool.ts'
import type { Store } from '../storage/store.ts'

/** All that the rules need, given as the first argument. `src/app.ts` makes one. */
export type App = {
  config: Config
  db: Database
  store: Store
  kv: Kv
  media: MediaPool
  /** Milliseconds since 1970. */
  now: () => number
  log: Logger
}
