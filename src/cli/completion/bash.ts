import { presetIds } from '../../remotes/presets.ts'
import { families, firstWords, type Offer, type Outline } from './outline.ts'

/** Completion for bash 3.2 and newer. Names of files are completed by bash itself. */
export function bashScript(outlines: readonly Outline[]): string {
  return `# Completion of tintype for bash: eval "$(tintype completion bash)" in ~/.bashrc
_tintype_profiles() { "\${COMP_WORDS[0]}" profile list --names 2>/dev/null; }

_tintype_words() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$1" -- "$2"))
  [ \${#COMPREPLY[@]} -gt 0 ] || compopt +o default 2>/dev/null
}

_tintype() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  # The equals sign is a word of its own.
  if [ "$current" = = ]; then current=
  elif [ "$previous" = = ]; then previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  COMPREPLY=()
  local command="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    _tintype_words ${words(['help', ...firstWords(outlines).map(({ word }) => word)])} "$current"
    return
  fi
  case "$command" in
${[...families(outlines)].map(familyCase).join('\n')}
  esac
  case "$command $previous" in
${outlines.flatMap(valueCases).join('\n')}
  esac
  case "$current" in
    -*)
      case "$command" in
${outlines.map(optionsCase).join('\n')}
      esac
      return ;;
  esac
  case "$command" in
${outlines.map(({ name, offer }) => `    ${quote(name)}) ${answer(offer)} ;;`).join('\n')}
    *) compopt +o default 2>/dev/null ;;
  esac
}

complete -o default -F _tintype tintype`
}

function familyCase([first, members]: [string, readonly Outline[]]): string {
  const seconds = members.map(({ name }) => name.slice(first.length + 1))
  return `    ${quote(first)})
      if [ "$COMP_CWORD" -eq 2 ]; then _tintype_words ${words(seconds)} "$current"; return; fi
      command="$command \${COMP_WORDS[2]}" ;;`
}

function valueCases({ name, options }: Outline): string[] {
  return options.flatMap(({ flag, offer }) =>
    offer === undefined ? [] : [`    ${quote(`${name} ${flag}`)}) ${answer(offer)}; return ;;`],
  )
}

function optionsCase({ name, options }: Outline): string {
  return `        ${quote(name)}) _tintype_words ${words(options.map(({ flag }) => flag))} "$current" ;;`
}

/** Without a reply bash completes names of files. */
function answer(offer: Offer): string {
  if (offer === 'files') return ':'
  if (offer === 'nothing') return 'compopt +o default 2>/dev/null'
  if (offer === 'profiles') return '_tintype_words "$(_tintype_profiles)" "$current"'
  if (offer === 'targets') {
    return `_tintype_words "$(_tintype_profiles; printf '%s\\n' ${presetIds.join(' ')})" "$current"`
  }
  return `_tintype_words ${words(offer)} "$current"`
}

function words(list: readonly string[]): string {
  return `$'${list.join('\\n')}'`
}

function quote(text: string): string {
  return `'${text}'`
}
