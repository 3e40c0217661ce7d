import { presetIds } from '../../remotes/presets.ts'
import { families, firstWords, type Offer, type Outline } from './outline.ts'

/** Completion for fish. */
export function fishScript(outlines: readonly Outline[]): string {
  const seconds = [...families(outlines)].flatMap(([first, members]) =>
    members.map(({ name, about }) => {
      const condition = `__tintype_typed ${first}; and __tintype_count 2`
      return `complete -c tintype -n ${quote(condition)} -a ${name.slice(first.length + 1)} -d ${quote(about)}`
    }),
  )
  return [
    '# Completion of tintype for fish: tintype completion fish > ~/.config/fish/completions/tintype.fish',
    head,
    'complete -c tintype -f',
    ...firstWords(outlines).map(
      ({ word, about }) => `complete -c tintype -n '__tintype_count 1' -a ${word} -d ${quote(about)}`,
    ),
    ...seconds,
    ...outlines.flatMap(commandLines),
  ].join('\n')
}

const head = `function __tintype_typed
    set -l words (commandline -opc)
    set -e words[1]
    for index in (seq (count $argv))
        test "$words[$index]" = "$argv[$index]"; or return 1
    end
end
function __tintype_count
    test (count (commandline -opc)) -eq $argv[1]
end
function __tintype_profiles
    tintype profile list --names 2>/dev/null
end`

function commandLines({ name, offer, options }: Outline): string[] {
  const here = `complete -c tintype -n '__tintype_typed ${name}'`
  const words = offer === 'nothing' ? [] : [`${here} ${values(offer)}`]
  const flags = options.map((option) => {
    const takes =
      option.offer === undefined
        ? ''
        : `${option.offer === 'files' ? ' -r -F' : ` -x ${values(option.offer)}`}`
    return `${here} -l ${option.flag.slice(2)} -d ${quote(option.about)}${takes}`.trimEnd()
  })
  return [...words, ...flags]
}

function values(offer: Offer): string {
  if (offer === 'files') return '-F'
  if (offer === 'nothing') return ''
  if (offer === 'profiles') return "-a '(__tintype_profiles)'"
  if (offer === 'targets') return `-a '(__tintype_profiles) ${presetIds.join(' ')}'`
  return `-a ${quote(offer.join(' '))}`
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
