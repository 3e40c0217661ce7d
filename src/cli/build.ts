import type { Command } from './command.ts'

export const build: Command = {
  name: 'build',
  about: 'Builds the pages when they are missing or their sources have changed; serve does it by itself',
  words: [],
  options: {},
  async run({ terminal }) {
    if (!(await buildPages(terminal.tell))) return 1
    terminal.print('The pages are up to date')
    return 0
  },
}

/** Builds the pages if need be, and says why when that fails: false then. */
export async function buildPages(tell: (line: string) => void): Promise<boolean> {
  const { ensurePages } = await import('../server/pages-build.ts')
  try {
    await ensurePages(tell)
    return true
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    return false
  }
}
