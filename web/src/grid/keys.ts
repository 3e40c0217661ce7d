import { itemBeside, type Layout } from './layout.ts'

/** The item that a key leads to from another; undefined when the key leads nowhere. `screen` is a screen's height. */
export function goalOf(
  key: string,
  item: number,
  {
    layout,
    ratios,
    screen,
    rtl,
  }: { layout: Layout; ratios: ArrayLike<number>; screen: number; rtl: boolean },
): number | undefined {
  const last = layout.count - 1
  const within = (goal: number) => Math.min(last, Math.max(0, goal))
  const rows = Math.max(1, Math.floor(screen / (layout.height / Math.max(1, layout.rows) + layout.look.gap)))
  const beside = (count: number) => itemBeside(layout, ratios, { item, rows: count })
  switch (key) {
    case 'ArrowRight':
      return within(item + (rtl ? -1 : 1))
    case 'ArrowLeft':
      return within(item + (rtl ? 1 : -1))
    case 'ArrowDown':
      return beside(1)
    case 'ArrowUp':
      return beside(-1)
    case 'PageDown':
      return beside(rows)
    case 'PageUp':
      return beside(-rows)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

/** Of which item in a grid something happened; undefined between them. */
export function indexOf(event: Event): number | undefined {
  const found = (event.target as Element).closest('[role="row"]')?.getAttribute('aria-rowindex')
  return found == null ? undefined : Number(found) - 1
}

/** Whether a key is for what has the focus, such as a field, and not for the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true
  return target instanceof HTMLInputElement && !/^(checkbox|radio|range|button|submit)$/.test(target.type)
}
