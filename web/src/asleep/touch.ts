/** By these somebody turns to a place, some of them before anything is pressed. */
const signs = ['pointerover', 'pointerdown', 'focusin', 'click', 'input', 'change'] as const

/**
 * Calls `wake` when somebody turns to an element. What is pressed, chosen or typed in it meanwhile is not lost: it
 * happens, or is told, once `wake` has answered. Links lead on at once. Answers what ends it.
 */
export function untilTouched(element: HTMLElement, wake: () => Promise<void>): () => void {
  const late: (() => void)[] = []
  let waking: Promise<void> | undefined

  async function touched(event: Event) {
    keep(event, late)
    waking ??= wake()
    const isAwake = await waking.then(
      () => true,
      () => false,
    )
    waking = undefined
    // Without its code it does what the browser alone can do.
    stop()
    for (const happen of late.splice(0)) happen()
    if (!isAwake) start()
  }

  function start() {
    for (const sign of signs) element.addEventListener(sign, touched, true)
  }
  function stop() {
    for (const sign of signs) element.removeEventListener(sign, touched, true)
  }
  start()
  return stop
}

function keep(event: Event, late: (() => void)[]): void {
  const { type, target } = event
  if (!(target instanceof Element)) return
  if (type === 'click') {
    const { ctrlKey, metaKey, shiftKey } = event as MouseEvent
    const button = target.closest<HTMLElement>('button, [data-held]')
    if (!button || ctrlKey || metaKey || shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    late.push(() => button.click())
  } else if (type === 'input' || type === 'change') {
    const fill = fillerOf(target)
    late.push(() => {
      fill()
      target.dispatchEvent(new Event(type, { bubbles: true }))
    })
  }
}

/** Puts what a field holds now into it again: a component that takes it over sets what it knows. */
function fillerOf(target: Element): () => void {
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) {
    const { value } = target
    return () => Object.assign(target, { value })
  }
  if (!(target instanceof HTMLInputElement) || target.type === 'file') return () => {}
  const { value, checked } = target
  return () => Object.assign(target, { value, checked })
}
