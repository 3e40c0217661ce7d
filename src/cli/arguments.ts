import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { type Arguments, type Command, type Option, UsageError } from './command.ts'

type Values = Readonly<Record<string, unknown>>

/** Reads what follows a command's name; undefined when its help is asked for. Throws UsageError. */
export function readArguments(command: Command, argv: readonly string[]): Arguments | undefined {
  const { values, positionals } = parse(command, argv)
  if (values.help === true) return undefined
  checkWords(command, positionals)
  for (const [name, option] of Object.entries(command.options)) {
    if (option.required && !values[name]) throw new UsageError(`--${name} ${option.value ?? ''} is missing`)
    checkChoice(name, option, values[name])
  }
  return {
    word: (name) => positionals[command.words.indexOf(name)] ?? '',
    words: (name) => positionals.slice(command.words.indexOf(name)),
    text: (option) => {
      const value = values[option]
      return typeof value === 'string' ? value : undefined
    },
    texts: (option) => [values[option]].flat().filter((value) => typeof value === 'string'),
    flag: (option) => values[option] === true,
  }
}

function parse(
  command: Command,
  argv: readonly string[],
): { values: Values; positionals: readonly string[] } {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } }
  for (const [name, { type, several }] of Object.entries(command.options)) {
    options[name] = { type, multiple: several === true }
  }
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(error.message.replace(/\. .*$/s, ''))
  }
}

function checkWords(command: Command, given: readonly string[]): void {
  const missing = command.words.slice(given.length).filter((word) => !word.startsWith('['))
  if (missing.length > 0)
    throw new UsageError(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`)
  const endless = command.words.at(-1)?.includes('…')
  const extra = endless ? [] : given.slice(command.words.length)
  if (extra.length > 0) throw new UsageError(`${extra.join(' ')}: that is one word too many`)
  for (const [index, word] of given.entries()) {
    if (word.trim() === '' && command.words[index] !== 'VALUE')
      throw new UsageError(`${command.words[index] ?? command.words.at(-1)} is empty`)
  }
}

function checkChoice(name: string, { choices }: Option, value: unknown): void {
  if (choices === undefined || value === undefined) return
  const wrong = [value].flat().some((text) => !choices.includes(String(text)))
  if (wrong) throw new UsageError(`--${name} is one of ${choices.join(', ')}`)
}
