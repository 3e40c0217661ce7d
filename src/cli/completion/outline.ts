import type { Command, Option } from '../command.ts'

/** What can follow somewhere on a command line. */
export type Offer = 'files' | 'profiles' | 'targets' | 'nothing' | readonly string[]

/** An option as shells need it; `offer` is undefined when it takes no value. */
export type OptionOutline = { flag: string; about: string; offer: Offer | undefined }

/** A command as shells need it: `user add` is two words. */
export type Outline = {
  name: string
  about: string
  /** For its words. */
  offer: Offer
  options: readonly OptionOutline[]
}

export const helpOption: OptionOutline = { flag: '--help', about: 'explain this command', offer: undefined }

/** The commands as shells need them. */
export function outlineOf(commands: readonly Command[]): Outline[] {
  return commands.map(({ name, about, offers, options }) => ({
    name,
    about,
    offer: offers ?? 'nothing',
    options: [...Object.entries(options).map(toOption), helpOption],
  }))
}

/** Every first word once, with what it is about: of families their members. */
export function firstWords(outlines: readonly Outline[]): { word: string; about: string }[] {
  const firsts = new Map<string, string>()
  for (const { name, about } of outlines) {
    const [word = '', second] = name.split(' ')
    const known = firsts.get(word)
    if (second === undefined) firsts.set(word, about)
    else firsts.set(word, known === undefined ? second : `${known}, ${second}`)
  }
  return [...firsts].map(([word, about]) => ({ word, about }))
}

/** The families (`user`, `key` …), each with its members. */
export function families(outlines: readonly Outline[]): Map<string, Outline[]> {
  const found = outlines.filter(({ name }) => name.includes(' '))
  return Map.groupBy(found, ({ name }) => name.split(' ')[0] ?? '')
}

function toOption([name, option]: [string, Option]): OptionOutline {
  const { type, about, choices, offers } = option
  const offer = choices ?? alternatives(option) ?? offers ?? 'nothing'
  return { flag: `--${name}`, about, offer: type === 'boolean' ? undefined : offer }
}

/** `admin|user` */
function alternatives({ value }: Option): readonly string[] | undefined {
  return value?.includes('|') ? value.split('|') : undefined
}
