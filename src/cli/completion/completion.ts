import { type Command, UsageError } from '../command.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { outlineOf } from './outline.ts'
import { zshScript } from './zsh.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const
const shells = Object.keys(scripts)

export const completion: Command = {
  name: 'completion',
  about: "Prints what makes a shell complete tintype's commands, options and profiles",
  details: [
    'bash: eval "$(tintype completion bash)" in ~/.bashrc',
    'zsh: eval "$(tintype completion zsh)" in ~/.zshrc, after compinit',
    'fish: tintype completion fish > ~/.config/fish/completions/tintype.fish',
  ].join('\n'),
  words: ['SHELL'],
  personal: true,
  offers: shells,
  options: {},
  async run(context, args) {
    const shell = args.word('SHELL')
    if (!isShell(shell)) throw new UsageError(`SHELL is one of ${shells.join(', ')}`)
    context.terminal.print(scripts[shell](outlineOf(await context.commands())))
    return 0
  },
}

function isShell(text: string): text is keyof typeof scripts {
  return Object.hasOwn(scripts, text)
}
