import { type Choice, type Format, formats, formatsOf, type Target, type Template, targets } from './codes.ts'

/** `direct.markdown`, `own.NAME` */
export function choiceName(choice: Choice): string {
  return 'template' in choice ? `own.${choice.template.name}` : `${choice.target}.${choice.format}`
}

/** Whether a choice is what deletes: never remembered, nor copied without being asked for. */
export function isDangerous(name: string): boolean {
  return name.startsWith('delete.')
}

/** The choice of a name; what cannot be is the direct address. */
export function choiceOf(name: string, templates: readonly Template[]): Choice {
  const [first = '', ...rest] = name.split('.')
  const second = rest.join('.')
  if (first === 'own') {
    const template = templates.find((each) => each.name === second)
    if (template) return { template }
  }
  const target = targets.find((each): each is Target => each === first) ?? 'direct'
  const format = formats.find((each): each is Format => each === second) ?? 'url'
  return { target, format: formatsOf(target).includes(format) ? format : (formatsOf(target)[0] ?? 'url') }
}
