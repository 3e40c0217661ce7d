import { openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { openServer } from '../src/server/server.ts'

/** Tintype's server in a process of its own, for `delivery.ts`; tells its address once it listens. */
await using app = await openApp(readConfig(process.env))
await using server = await openServer(app, [])
console.log(await server.listen())
await new Promise((resolve) => process.once('SIGTERM', resolve))
