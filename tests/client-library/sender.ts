import { createClient } from '@tintype/client'
import { openFile, openFileStore } from '@tintype/client/node'

/** Uploads a file and says how far it is: a program of its own, so that it can be killed. */
const [url = '', key = '', path = '', folder = ''] = process.argv.slice(2)
const { media } = await createClient({ url, key }).upload(await openFile(path), {
  ...{ store: openFileStore(folder), partSize: 1024 * 1024, duplicates: 'again' },
  onProgress: ({ sent }) => void process.stdout.write(`at ${sent}.\n`),
})
process.stdout.write(`is ${media.id}.\n`)
