import { ensurePages } from '../src/server/pages-build.ts'

/** Builds the pages once before the run when their sources have changed, so that tests see what is written. */
export async function setup(): Promise<void> {
  await ensurePages((line) => process.stderr.write(`${line}\n`))
}
