/**
 * Runs one real client in a process of its own: `node run.mjs '{"client": …, "file": …, …}'` prints what it answered
 * as the last line, JSON: `{ output }` or `{ error }`. Plain JavaScript: the clients bring no types.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const order = JSON.parse(process.argv[2] ?? '{}')

const clients = {
  async picgo({ module, configFile, config, plugin, file }) {
    const { PicGo } = require(module)
    const picgo = new PicGo(configFile)
    if (plugin) picgo.use(require(plugin), plugin)
    picgo.setConfig(config)
    const problems = []
    picgo.on('notification', (notice) => problems.push(notice))
    picgo.on('failed', (error) => problems.push(String(error)))
    const result = await picgo.upload([file])
    if (result instanceof Error) throw result
    const output = (Array.isArray(result) ? result : picgo.output).map(({ imgUrl, hash }) => ({
      imgUrl,
      hash,
    }))
    return { output, problems }
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
