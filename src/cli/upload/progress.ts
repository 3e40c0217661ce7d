import { formatBytes } from '../table.ts'
import type { Screen, Terminal } from '../terminal.ts'
import type { Watch } from './sending.ts'
import { shorten, widthOf } from './text-width.ts'

/** Bars for what is under way, below what is printed; nothing at all where nobody sees them. */
export type Progress = Disposable & {
  begin(label: string): Watch
  /** Writes something else without the bars getting between. */
  aside(write: () => void): void
}

type Bar = { label: string; sent: number; total: number; since: number }

const redrawEvery = 100
const barWidth = 24
/** Some terminals do not know how wide they are, and say 0. */
const usualColumns = 80

export type ProgressOptions = {
  shown: boolean
  /** How many uploads there will be. */
  count: number
  now?: () => number
}

export function openProgress({ errors }: Pick<Terminal, 'errors'>, options: ProgressOptions): Progress {
  const now = options.now ?? (() => performance.now())
  const bars = new Set<Bar>()
  let done = 0
  let lines = 0
  const clear = () => {
    if (lines > 0) errors.write(`\u001b[${lines}A\r\u001b[J`)
    lines = 0
  }
  const draw = () => {
    clear()
    if (bars.size === 0) return
    const width = (errors.columns || usualColumns) - 1
    const rows = [...bars].map((bar) => barLine(bar, { width, now: now() }))
    if (options.count > 1) rows.push(`${done} of ${options.count} done`)
    errors.write(`${rows.join('\n')}\n`)
    lines = rows.length
  }
  const timer = options.shown ? setInterval(draw, redrawEvery) : undefined
  return {
    begin(label) {
      const bar = { label, sent: 0, total: 0, since: now() }
      bars.add(bar)
      return {
        advance: (sent, total) => void Object.assign(bar, { sent, total }),
        end: () => {
          bars.delete(bar)
          done++
        },
      }
    },
    aside(write) {
      if (options.shown) clear()
      write()
      if (options.shown) draw()
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      if (options.shown) clear()
    },
  }
}

/** Whether bars can be drawn there. */
export function canDraw(
  screen: Pick<Screen, 'isTTY'>,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return screen.isTTY === true && environment.TERM !== 'dumb'
}

/** `cat.png            [#######...........]  41%  1.2 MB/s` */
export function barLine({ label, sent, total, since }: Bar, at: { width: number; now: number }): string {
  const part = total > 0 ? Math.min(1, sent / total) : 0
  const filled = Math.round(part * barWidth)
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
  const seconds = Math.max((at.now - since) / 1000, 0.001)
  // All bytes have gone up and the host looks at them: there is no more speed to tell.
  const speed = part === 1 ? 'at the host' : sent > 0 ? `${formatBytes(sent / seconds)}/s` : ''
  const facts = `${bar} ${String(Math.floor(part * 100)).padStart(3)}%  ${speed}`.trimEnd()
  const room = at.width - facts.length - 1
  if (room < 8) return facts.slice(0, Math.max(0, at.width))
  const name = shorten(label, Math.min(room, 40))
  return `${name}${' '.repeat(Math.min(room, 40) - widthOf(name))} ${facts}`
}
