/**
 * Runs one real client in a process of its own: `node run.mjs '{"client": …, "file": …, …}'` prints what it answered
 * as the last line, JSON: `{ output }` or `{ error }`. Plain JavaScript: the clients bring no types.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const order = JSON.parse(process.argv[2] ?? '{}')

const clients = {
  /** `configFile` is read as PicGo itself reads it, with the plug-ins that lie beside it. */
  async picgo({ module, configFile, file, removed }) {
    const { PicGo } = require(module)
    const picgo = new PicGo(configFile)
    const problems = []
    picgo.on('notification', (notice) => problems.push(notice))
    picgo.on('failed', (error) => problems.push(String(error)))
    const result = await picgo.upload([file])
    if (result instanceof Error) throw result
    const items = Array.isArray(result) ? result : picgo.output
    if (removed) {
      // What the window does when somebody deletes from its album. lankong asks for the deletion and notifies, or
      // stumbles over the answer, which PicGo has read as JSON already: then it is deleted, and nobody is told.
      const told = once(picgo, 'notification')
      const stumbled = once(process, 'unhandledRejection')
      picgo.emit('remove', items, {})
      await Promise.race([told, stumbled])
    }
    return { output: items.map(({ imgUrl, hash }) => ({ imgUrl, hash })), problems }
  },
  async imgbb({ options }) {
    const imgbbUploader = require('imgbb-uploader')
    return { output: await imgbbUploader(options) }
  },
}

let answer
try {
  answer = await clients[order.client](order)
} catch (error) {
  answer = { error: error instanceof Error ? `${error.message} ${error.cause ?? ''}` : JSON.stringify(error) }
}
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0))
