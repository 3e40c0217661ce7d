import { dataPaths, readConfig } from '../config.ts'
import { hasUsers } from '../core/accounts.ts'
import type { App } from '../core/app.ts'
import { setUpUrl } from '../core/set-up.ts'
import { sweepStaging } from '../core/staging.ts'
import { readVersion } from '../core/version.ts'
import { startWorker } from '../core/worker.ts'
import { buildPages } from './build.ts'
import type { Command, Context } from './command.ts'
import { deploymentNotes } from './notes.ts'

export const serve: Command = {
  name: 'serve',
  about: 'Runs the server until SIGINT (Ctrl-C) or SIGTERM',
  details: [
    'Running uploads are finished before it ends; a second signal ends it at once.',
    'Logs are JSON lines on standard error (LOG_LEVEL).',
  ].join('\n'),
  words: [],
  options: {},
  async run(context) {
    const stop = context.stopSignal()
    // Only here: every other command starts faster without.
    const { openServer } = await import('../server/server.ts')
    if (!(await buildPages(context.terminal.tell))) return 1
    await using app = await context.openApp(readConfig(context.environment))
    await sweepStaging(app)
    // Closed in the opposite order: first nobody new comes in, then the work at hand is finished.
    await using _worker = startWorker(app)
    await using server = await openServer(app, await context.parts())
    const address = await server.listen()
    await greet(context, app, address)
    await aborted(stop)
    context.terminal.print('Stopping: running uploads are finished first. A second signal stops at once.')
    return 0
  },
}

async function greet(context: Context, app: App, address: string): Promise<void> {
  const { print, tell } = context.terminal
  const { config } = app
  for (const note of deploymentNotes(app)) tell(`Note: ${note}`)
  print(`Tintype ${await readVersion()} is at ${address}`)
  print(`Files are in ${dataPaths(config).files}`)
  print(
    config.databaseUrl
      ? 'The database is PostgreSQL (DATABASE_URL)'
      : `The database is ${dataPaths(config).database}`,
  )
  if (await hasUsers(app.db)) return
  print('')
  print(
    'Nobody has an account yet. Make the first one in a browser, at the address that only you can see here:',
  )
  print(`  ${setUpUrl(app)}`)
  print('or from another terminal in this folder:')
  print('  npm run -s tintype -- user add NAME --email ADDRESS --role admin')
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
