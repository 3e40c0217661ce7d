import { presetIds } from '../../remotes/presets.ts'
import { families, firstWords, type Offer, type Outline } from './outline.ts'

/** Completion for zsh, in a folder of its `fpath` or evaluated after `compinit`. */
export function zshScript(outlines: readonly Outline[]): string {
  return `#compdef tintype
# Completion of tintype for zsh: eval "$(tintype completion zsh)" in ~/.zshrc, after compinit
_tintype_profiles() { compadd -- \${(f)"$(\${words[1]} profile list --names 2>/dev/null)"} }

_tintype() {
  local command=\${words[2]}
  local -a offered
  if (( CURRENT == 2 )); then
    offered=(help:'explain the commands' ${firstWords(outlines)
      .map(({ word, about }) => described(word, about))
      .join(' ')})
    _describe command offered
    return
  fi
  case $command in
${[...families(outlines)].map(familyCase).join('\n')}
  esac
  case "$command \${words[CURRENT-1]}" in
${outlines.flatMap(valueCases).join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    case $command in
${outlines.map(optionsCase).join('\n')}
    esac
    _describe option offered
    return
  fi
  case $command in
${outlines.map(({ name, offer }) => `    ${quote(name)}) ${answer(offer)} ;;`).join('\n')}
  esac
}

if [[ \${funcstack[1]} == _tintype ]]; then _tintype "$@"; else compdef _tintype tintype; fi`
}

function familyCase([first, members]: [string, readonly Outline[]]): string {
  const seconds = members.map(({ name, about }) => described(name.slice(first.length + 1), about))
  return `    ${quote(first)})
      if (( CURRENT == 3 )); then offered=(${seconds.join(' ')}); _describe command offered; return; fi
      command="$command \${words[3]}" ;;`
}

function valueCases({ name, options }: Outline): string[] {
  return options.flatMap(({ flag, offer }) =>
    offer === undefined ? [] : [`    ${quote(`${name} ${flag}`)}) ${answer(offer)}; return ;;`],
  )
}

function optionsCase({ name, options }: Outline): string {
  return `      ${quote(name)}) offered=(${options.map(({ flag, about }) => described(flag, about)).join(' ')}) ;;`
}

function answer(offer: Offer): string {
  if (offer === 'files') return '_files'
  if (offer === 'nothing') return ':'
  if (offer === 'profiles') return '_tintype_profiles'
  if (offer === 'targets') return `_tintype_profiles; compadd -- ${presetIds.join(' ')}`
  return `compadd -- ${offer.join(' ')}`
}

/** A colon parts a word from what it is about. */
function described(word: string, about: string): string {
  return quote(`${word.replaceAll(':', '\\:')}:${about}`)
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
