import type { Box } from './layout.ts'

const holdTime = 450
const slip = 8

type Hold = { onhold: (target: HTMLElement, event: PointerEvent) => void }

/** A finger that rests on a tile chooses it; the click that follows means nothing. */
export function watchHolds(element: HTMLElement, { onhold }: Hold): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let from = { x: 0, y: 0 }
  let held = false
  const cancel = () => clearTimeout(timer)
  const stop = listen(element, {
    pointerdown: (event) => {
      held = false
      cancel()
      if (event.pointerType === 'mouse') return
      const target = (event.target as Element).closest<HTMLElement>('[data-index]')
      if (!target) return
      from = { x: event.clientX, y: event.clientY }
      timer = setTimeout(() => {
        held = true
        navigator.vibrate?.(15)
        onhold(target, event)
      }, holdTime)
    },
    pointermove: (event) => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > slip) cancel()
    },
    pointerup: cancel,
    pointercancel: cancel,
  })
  const swallow = (event: Event) => {
    if (!held) return
    event.preventDefault()
    event.stopPropagation()
    if (event.type === 'click') held = false
  }
  element.addEventListener('click', swallow, true)
  element.addEventListener('contextmenu', swallow, true)
  return () => {
    cancel()
    stop()
    element.removeEventListener('click', swallow, true)
    element.removeEventListener('contextmenu', swallow, true)
  }
}

type Area = {
  onbegin: () => void
  /** In the element's own coordinates; undefined when it is let go. */
  onarea: (area: Box | undefined) => void
}

/** A mouse that draws a rectangle, wherever it begins within the element; the page scrolls along at its edges. */
export function watchAreas(element: HTMLElement, { onbegin, onarea }: Area): () => void {
  let start: { x: number; y: number } | undefined
  let now = { x: 0, y: 0 }
  let drawing = false
  let frame = 0

  const place = ({ x, y }: { x: number; y: number }) => {
    const { left, top } = element.getBoundingClientRect()
    return { x: x - left, y: y - top }
  }
  const tell = () => {
    if (!start) return
    const at = place(now)
    onarea({
      left: Math.min(start.x, at.x),
      top: Math.min(start.y, at.y),
      width: Math.abs(at.x - start.x),
      height: Math.abs(at.y - start.y),
    })
  }
  const follow = () => {
    const over = now.y < 90 ? now.y - 90 : now.y > innerHeight - 60 ? now.y - innerHeight + 60 : 0
    if (over !== 0) {
      scrollBy(0, over / 3)
      tell()
    }
    frame = requestAnimationFrame(follow)
  }
  const end = () => {
    cancelAnimationFrame(frame)
    if (drawing) onarea(undefined)
    start = undefined
  }
  const stop = listen(element, {
    pointerdown: (event) => {
      drawing = false
      if (event.pointerType !== 'mouse' || event.button !== 0) return
      if ((event.target as Element).closest('button')) return
      now = { x: event.clientX, y: event.clientY }
      start = place(now)
    },
  })
  const away = listen(document.documentElement, {
    pointermove: (event) => {
      if (!start) return
      const { clientX: x, clientY: y } = event
      if (!drawing && Math.hypot(x - now.x, y - now.y) < slip) return
      now = { x, y }
      if (!drawing) {
        drawing = true
        onbegin()
        follow()
      }
      tell()
    },
    pointerup: end,
    pointercancel: end,
  })
  const swallow = (event: Event) => {
    if (!drawing) return
    drawing = false
    event.preventDefault()
    event.stopPropagation()
  }
  element.addEventListener('click', swallow, true)
  return () => {
    end()
    stop()
    away()
    element.removeEventListener('click', swallow, true)
  }
}

type Listeners = Partial<
  Record<'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', (event: PointerEvent) => void>
>

function listen(element: HTMLElement, listeners: Listeners): () => void {
  const entries = Object.entries(listeners) as [keyof Listeners, (event: PointerEvent) => void][]
  for (const [name, listener] of entries) element.addEventListener(name, listener, { passive: true })
  return () => {
    for (const [name, listener] of entries) element.removeEventListener(name, listener)
  }
}
