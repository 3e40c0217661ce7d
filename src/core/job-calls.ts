import type { App } from './app.ts'

/** Tells workers that a job was written. Losing the message only makes the job wait for its turn. */
export function kickJobs(app: App): void {
  app.kv
    .publish('jobs', '')
    .catch((error: unknown) => app.log.warn({ err: error }, 'no worker heard of a job'))
}
