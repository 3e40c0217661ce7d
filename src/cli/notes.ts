import type { App } from '../core/app.ts'

/** What an operator should know about the way this site is deployed: nothing that keeps it from running. */
export function deploymentNotes(app: Pick<App, 'config' | 'media'>): string[] {
  const { config } = app
  const notes: string[] = []
  if (isWildcard(config.host) && config.baseUrl === `http://localhost:${config.port}`) {
    notes.push(
      `HOST=${config.host} listens on every address, but BASE_URL is empty: links in answers begin with ${config.baseUrl} and lead nowhere from another machine.`,
    )
  }
  if (config.urlAllow.length > 0) {
    notes.push(
      `URL_ALLOW lets uploads by URL reach ${config.urlAllow.join(', ')}, whatever these addresses are: whoever may upload by URL can read what answers there.`,
    )
  }
  if (config.trustProxy.some((entry) => entry.endsWith('/0'))) {
    notes.push('TRUST_PROXY believes everybody: any sender can pretend to be at any address.')
  }
  if (app.media.ffmpeg === undefined) {
    notes.push('ffmpeg is not on PATH: videos are taken, but their poster is a neutral picture.')
  }
  return notes
}

/** Whether a proxy probably stands before us whose word about addresses we do not take. */
export function hidesBehindProxy(config: App['config']): boolean {
  const ownAddress = [
    `http://localhost:${config.port}`,
    `http://${config.host}:${config.port}`,
    `http://[${config.host}]:${config.port}`,
  ]
  return config.trustProxy.length === 0 && !ownAddress.includes(config.baseUrl)
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
