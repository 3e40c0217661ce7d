import { ConfigError } from '../config.ts'
import { readVersion } from '../core/version.ts'
import { readArguments } from './arguments.ts'
import { type Command, type Context, type Means, UsageError } from './command.ts'
import { commandHelp, programHelp, usage } from './help.ts'
import { personalCommands } from './personal.ts'
import { reasonOf } from './reason.ts'

/** Runs the command that was typed and answers the exit code: 0 done, 1 failed, 2 wrong arguments or settings. */
export async function runProgram(means: Means, argv: readonly string[]): Promise<number> {
  const context: Context = { ...means, commands: allCommands }
  const [first] = argv
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const help = programHelp(await allCommands())
    if (first !== undefined) context.terminal.print(help)
    else context.terminal.tell(help)
    return first === undefined ? 2 : 0
  }
  if (first === '--version') {
    context.terminal.print(await readVersion())
    return 0
  }
  const command = findCommand(personalCommands, argv) ?? findCommand(await allCommands(), argv)
  if (!command) return unknownCommand(context, argv)
  let here = context
  try {
    const args = readArguments(command, argv.slice(command.name.split(' ').length))
    if (!args) {
      context.terminal.print(commandHelp(command))
      return 0
    }
    here = await withSettings(context, command)
    return (await command.run(here, args)) ?? 0
  } catch (error) {
    return explain(here, command, error)
  }
}

/** Those about the server bring its code with them. */
async function allCommands(): Promise<readonly Command[]> {
  return (await import('./all.ts')).commands
}

async function withSettings(context: Context, command: Command): Promise<Context> {
  if (command.personal) return context
  return { ...context, environment: { ...(await context.readSettingsFile()), ...context.environment } }
}

function findCommand(commands: readonly Command[], argv: readonly string[]): Command | undefined {
  return commands.find((command) => command.name.split(' ').every((word, index) => argv[index] === word))
}

async function unknownCommand(context: Context, argv: readonly string[]): Promise<number> {
  const family = (await context.commands()).filter((command) => command.name.startsWith(`${argv[0]} `))
  const helpAsked = argv.includes('--help') || argv.includes('-h')
  if (family.length > 0 && helpAsked) {
    context.terminal.print(programHelp(family))
    return 0
  }
  const typed = argv.slice(0, family.length > 0 ? 2 : 1).join(' ')
  context.terminal.tell(`There is no command ${typed}.`)
  if (family.length > 0)
    context.terminal.tell(`There are: ${family.map((command) => command.name).join(', ')}`)
  else context.terminal.tell('tintype --help lists them.')
  return 2
}

/** Tells what went wrong in words a person understands; how it came about only at LOG_LEVEL=debug. */
function explain(context: Context, command: Command, error: unknown): number {
  const { tell } = context.terminal
  if (error instanceof UsageError) {
    tell(error.message)
    const words = `Usage: ${usage(command)}`
    // A screenful of options would push what is wrong out of sight.
    tell(words.length <= 100 ? words : `tintype ${command.name} --help tells how it is used.`)
    return 2
  }
  if (error instanceof ConfigError) {
    tell('These settings cannot be used (docs/guide/settings.md explains each):')
    for (const mistake of error.mistakes) tell(`  ${mistake}`)
    return 2
  }
  tell(reasonOf(error))
  if (context.environment.LOG_LEVEL === 'debug' && error instanceof Error) tell(error.stack ?? '')
  return 1
}
