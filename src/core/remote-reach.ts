import type { Dispatcher } from 'undici'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { connectTime, findTarget, wayTo } from './targets.ts'

/** Connections to the host of one address; to be closed when its requests are done. */
export type Reach = AsyncDisposable & { dispatcher: Dispatcher }

/**
 * Opens the way to another host as its address says, for requests that users had us make: addresses of private
 * networks and of this site are refused before anybody is connected to, unless the operator allows them (URL_ALLOW).
 * Throws bad-input naming `field`, or url-unreachable.
 */
export async function reach(
  app: App,
  url: string,
  { field = 'url', signal = AbortSignal.timeout(connectTime) }: { field?: string; signal?: AbortSignal } = {},
): Promise<Reach> {
  const target = await findTarget(app, url, { signal, lookup: undefined }).catch((thrown: unknown) =>
    explain(thrown, { url, field }),
  )
  const { Agent } = await import('undici')
  const dispatcher = new Agent(wayTo(target))
  return { dispatcher, [Symbol.asyncDispose]: () => dispatcher.destroy() }
}

/** The refusals of addresses, said for whoever wrote a description. */
function explain(thrown: unknown, { url, field }: { url: string; field: string }): never {
  const refusal = AppError.from(thrown)
  const host = URL.canParse(url) ? new URL(url).host : url.slice(0, 100)
  const say = (code: 'bad-input' | 'url-unreachable', message: string): never => {
    throw new AppError(code, `${field}: ${message}`, { cause: thrown, details: { field } })
  }
  if (refusal.code === 'url-private')
    return say(
      'bad-input',
      `${host} is an address of a private network: the operator may allow it in URL_ALLOW`,
    )
  if (refusal.code === 'url-self') return say('bad-input', `${host} is this site itself`)
  if (refusal.code === 'url-scheme') return say('bad-input', 'only https:// and http:// are spoken')
  if (refusal.code !== 'url-unreachable') throw refusal
  if (typeof refusal.cause === 'string' && refusal.cause.startsWith('port ')) {
    return say(
      'bad-input',
      `${host} has a port other than 80 and 443: the operator may allow it in URL_ALLOW`,
    )
  }
  return say('url-unreachable', `${host} was not found`)
}
