import { once } from 'node:events'
import type { Server } from 'node:http'
import { type Arguments, type Command, type Context, type Option, UsageError } from '../command.ts'
import { destinationOptions, type Means, openTarget } from '../upload/destination.ts'
import { failureOf } from '../upload/failures.ts'
import { clipboardEntries } from '../upload/intake.ts'
import { openScratch } from '../upload/scratch.ts'
import { sendAll } from '../upload/sending.ts'
import type { Entry } from '../upload/sources.ts'
import { readWishes, wishOptions } from '../upload/wishes.ts'
import { type Gate, isLoopback, usualOrigins } from './gate.ts'
import { createPicGoServer, type Uploads } from './picgo-server.ts'

const usualHost = '127.0.0.1'
const usualPort = 36677
const parallel = 3

const options = {
  port: { type: 'string', value: 'PORT', about: `${usualPort} when left out` },
  host: { type: 'string', value: 'ADDRESS', about: `${usualHost} when left out` },
  secret: {
    type: 'string',
    value: 'TEXT',
    about: 'tools have to say it; better in PICGO_SERVER_SECRET, where nobody sees it',
  },
  'allow-origin': {
    type: 'string',
    value: 'ORIGIN',
    several: true,
    about: 'whose pages may ask, such as http://127.0.0.1:6806',
  },
  ...destinationOptions,
  ...wishOptions,
} as const satisfies Record<string, Option>

export const picgo: Command = {
  name: 'picgo',
  about: 'Stands in for PicGo-Server: tools that upload through PicGo upload through this',
  details: [
    'POST /upload takes {"list": [paths or addresses]}, a form with files, or nothing for the clipboard.',
    'Websites that somebody visits are not answered; of applications made of pages, Obsidian is.',
    'Runs until Ctrl-C; running uploads are finished first.',
  ].join('\n'),
  words: [],
  personal: true,
  options,
  async run(context, args) {
    const wishes = readWishes(args)
    const gate = gateOf(context, args)
    const port = portOf(args)
    const stop = context.stopSignal()
    await tryTarget(context, args, { wishes, stop })
    if (stop.aborted) return 0
    const server = createPicGoServer({
      gate,
      upload: (entries, means) => uploadAll(context, args, { entries, wishes, ...means }),
    })
    context.terminal.print(`Listening for tools at ${await listen(server, port, gate.host)}`)
    if (!stop.aborted) await once(stop, 'abort')
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    await closed
    return 0
  },
}

function gateOf({ environment }: Context, args: Arguments): Gate {
  const host = args.text('host') ?? usualHost
  const secret = environment.PICGO_SERVER_SECRET || args.text('secret') || undefined
  if (!isLoopback(host) && secret === undefined) {
    throw new UsageError(`--host ${host}: others than this machine reach it, so it needs a --secret`)
  }
  return { host, secret, origins: [...usualOrigins, ...args.texts('allow-origin')] }
}

function portOf(args: Arguments): number {
  const text = args.text('port') ?? String(usualPort)
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError('--port is a number from 0 to 65535')
}

/** A host that is away may be back when it is needed; what was typed wrong never is right. */
async function tryTarget(context: Context, args: Arguments, means: Omit<Means, 'scratch'>): Promise<void> {
  await using scratch = openScratch()
  try {
    const { name } = await openTarget(context, args, { ...means, scratch })
    context.terminal.tell(`Uploads go to ${name}`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (means.stop.aborted) return
    context.terminal.tell(`Note: ${failureOf(error).message}`)
  }
}

type Order = Means & { entries: readonly Entry[] | undefined }

async function uploadAll(context: Context, args: Arguments, order: Order): Promise<Uploads> {
  const { scratch, stop } = order
  const { environment, terminal } = context
  const entries = order.entries ?? (await clipboardEntries({ environment, scratch, stop, name: undefined }))
  const target = await openTarget(context, args, order)
  const urls: string[] = []
  const failures: string[] = []
  await sendAll(entries, {
    ...{ target, parallel, signal: stop },
    begin: () => ({ advance: () => {}, end: () => {} }),
    settled: ({ label }, outcome) => {
      if ('link' in outcome) {
        urls.push(outcome.link.url)
        return terminal.print(outcome.link.url)
      }
      const line = `${label}: ${outcome.failure.message}`
      failures.push(line)
      terminal.tell(line)
    },
  })
  return { urls, failures }
}

/** Answers where it listens. Throws when somebody else does. */
async function listen(server: Server, port: number, host: string): Promise<string> {
  try {
    server.listen(port, host.replace(/^\[|\]$/g, ''))
    await once(server, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new Error(`Another program listens on port ${port}, PicGo perhaps: choose another by --port`, {
      cause: error,
    })
  }
  const address = server.address()
  const at = typeof address === 'object' && address ? address.port : port
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${at}`
}
