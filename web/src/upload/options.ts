import type { Site } from './contract.ts'
import { keepQueue } from './kept.ts'
import { type Options, shared } from './state.svelte.ts'

const names = [
  'tags',
  'albumId',
  'categoryId',
  'visibility',
  'expiresIn',
  'nsfw',
  'maxWidth',
] as const satisfies readonly (keyof Options)[]
type Name = (typeof names)[number]

/** What is remembered: where the choice differs from what the account said then. null: nothing was chosen there. */
type Stored = { base: Options; own: Partial<Record<Name, unknown>> }

/** Who is here, and what their account says. */
let user: string | undefined
let base: Options | undefined
/** What was chosen for the files that are in the queue now. */
const chosen = new Set<Name>()

const placeOf = () => `tintype-upload:${user ?? ''}`
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/**
 * What holds for all files of whoever is here: what the account says, but for what was chosen otherwise since the
 * account said so. What was chosen for this queue outlives signing in.
 */
export function loadOptions(me: Site['me']): void {
  const before = base
  const says: Options = me?.preferences.upload ?? {}
  const isSame = before !== undefined && user === me?.id
  if (isSame && same(before, says)) return
  user = me?.id
  base = says
  if (isSame) for (const name of names) if (!same(before[name], says[name])) chosen.delete(name)
  // Albums are one person's.
  if (!isSame) chosen.delete('albumId')
  const stored = read()
  const options: Record<string, unknown> = { ...says }
  for (const name of names) {
    if (name in stored.own && same(stored.base[name], says[name])) options[name] = stored.own[name]
    if (chosen.has(name)) options[name] = shared.options[name]
  }
  shared.options = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  ) as Options
}

/** Changes what holds for all files, and remembers it for the next time: all but the tags. */
export function changeOptions(options: Options): void {
  for (const name of names) if (!same(options[name], shared.options[name])) chosen.add(name)
  shared.options = options
  const differing = names.filter((name) => name !== 'tags' && !same(options[name], base?.[name]))
  const own = Object.fromEntries(differing.map((name) => [name, options[name] ?? null]))
  const stored: Stored = { base: base ?? {}, own }
  localStorage.setItem(placeOf(), JSON.stringify(stored))
  keepQueue()
}

/** What held for the files of a queue that is taken up again holds for them still. */
export function restoreOptions(options: Options): void {
  for (const name of names) if (!same(options[name], shared.options[name])) chosen.add(name)
  shared.options = options
  keepQueue()
}

/** The queue is empty: what is chosen from now on is for other files. */
export function endOptions(): void {
  chosen.clear()
}

function read(): Stored {
  try {
    const { base, own } = JSON.parse(localStorage.getItem(placeOf()) ?? '{}') as Partial<Stored>
    return { base: base ?? {}, own: own ?? {} }
  } catch {
    return { base: {}, own: {} }
  }
}
