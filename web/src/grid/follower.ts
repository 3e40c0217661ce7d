import { type Layout, rowAt, rowOf } from './layout.ts'
import type { Place } from './places.ts'

export type Rows = { from: number; until: number }

type Following = {
  frame: () => HTMLElement | undefined
  layout: () => Layout | undefined
  /** The rows that are to be there; `plain`: they only fly by. */
  show: (rows: Rows, plain: boolean) => void
  /** Scrolling has come to rest. */
  rested: () => void
}

export type Follower = {
  /** What is first in view. */
  held: () => Place
  /** Looks where the window is. */
  follow: () => void
  /** As follow, and says at once that scrolling rests. */
  rest: () => void
  /** Scrolls so that an item's row begins so far below the window's upper edge. */
  scrollTo: (item: number, offset: number) => void
  /** Scrolls as little as is needed to see an item's row between the bars. */
  reveal: (item: number) => void
  stop: () => void
}

/** What the header and the bar at the bottom cover, pixels. */
const [above, below] = [80, 90]
const patience = 120

/** Follows the window over a grid that is far longer than what is there of it. */
export function followWindow({ frame, layout, show, rested }: Following): Follower {
  let held: Place = { index: 0, offset: 0 }
  let lastTop = 0
  let plain = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    const [element, laid] = [frame(), layout()]
    if (!element || !laid) return
    const top = -element.getBoundingClientRect().top
    if (Math.abs(top - lastTop) > innerHeight * 1.5) plain = true
    lastTop = top
    const over = innerHeight * (plain ? 0.2 : 0.7)
    show({ from: rowAt(laid, top - over), until: rowAt(laid, top + innerHeight + over) }, plain)
    const first = rowAt(laid, top + above)
    held = { index: laid.firsts[first] ?? 0, offset: (laid.tops[first] ?? 0) - top }
  }

  function rest(): void {
    clearTimeout(timer)
    plain = false
    look()
    rested()
  }

  function scroll(top: number): void {
    const { top: start = 0 } = frame()?.getBoundingClientRect() ?? {}
    scrollTo({ top: start + scrollY + top, behavior: 'instant' })
  }

  return {
    held: () => held,
    follow() {
      look()
      clearTimeout(timer)
      timer = setTimeout(rest, patience)
    },
    rest,
    scrollTo(item, offset) {
      const laid = layout()
      if (laid) scroll((laid.tops[rowOf(laid, item)] ?? 0) - offset)
    },
    reveal(item) {
      const [element, laid] = [frame(), layout()]
      if (!element || !laid) return
      const row = rowOf(laid, item)
      const [top = 0, height = 0] = [laid.tops[row], laid.heights[row]]
      const seen = top + element.getBoundingClientRect().top
      if (seen < above) scroll(top - above)
      else if (seen + height > innerHeight - below) scroll(top + height - innerHeight + below)
    },
    stop: () => clearTimeout(timer),
  }
}
