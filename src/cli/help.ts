import type { Command } from './command.ts'
import { formatTable } from './table.ts'

/** What the program can do, one line a command. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${command.name}`, command.about])
  return [
    'Usage: tintype COMMAND [ARGUMENTS]',
    '',
    'Commands:',
    formatTable(rows),
    '',
    'tintype COMMAND --help explains one of them; tintype --version tells the version.',
    'Settings are read from the environment and from a file .env in this folder (docs/guide/settings.md).',
    'Exit codes: 0 done, 1 it failed, 2 the arguments or settings are wrong.',
  ].join('\n')
}

/** How one command is used. */
export function commandHelp(command: Command): string {
  const options = Object.entries({
    ...command.options,
    help: { type: 'boolean', about: 'show this text' } as const,
  }).map(([name, option]) => [`  --${name}${'value' in option ? ` ${option.value}` : ''}`, option.about])
  return [
    `Usage: ${usage(command)}`,
    '',
    `${command.about}.`,
    ...(command.details ? ['', command.details] : []),
    '',
    'Options:',
    formatTable(options),
  ].join('\n')
}

/** `tintype user add NAME --email ADDRESS …` */
export function usage(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const text = `--${name}${option.value ? ` ${option.value}` : ''}`
    return option.required ? text : `[${text}]`
  })
  return ['tintype', command.name, ...command.words, ...options].join(' ')
}
