/** Whether a key is meant for the page: no modifier, nothing that is typed into, no dialog or menu before it. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
  const target = event.target instanceof Element ? event.target : undefined
  if (target?.closest('input, textarea, select, [contenteditable], [popover], [role="tablist"]')) return false
  return document.querySelector('dialog[open], .pswp, :popover-open') === null
}

/** Whether the key would press what has the focus. */
export function isForFocused(event: KeyboardEvent): boolean {
  const isPress = event.key === ' ' || event.key === 'Enter'
  return (
    isPress && event.target instanceof Element && event.target.closest('a, button, summary, video') !== null
  )
}

/** Swipes to the left and right over an element, by one finger. */
export function swipes(onswipe: (way: 'left' | 'right') => void) {
  return (element: HTMLElement) => {
    let from: { x: number; y: number } | undefined
    const begin = (event: TouchEvent) => {
      const [touch, second] = event.touches
      from = touch && !second ? { x: touch.clientX, y: touch.clientY } : undefined
    }
    const end = (event: TouchEvent) => {
      const [touch] = event.changedTouches
      if (!from || !touch || (visualViewport?.scale ?? 1) > 1.01) return
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y]
      from = undefined
      if (Math.abs(x) > 56 && Math.abs(x) > 2 * Math.abs(y)) onswipe(x < 0 ? 'left' : 'right')
    }
    element.addEventListener('touchstart', begin, { passive: true })
    element.addEventListener('touchend', end, { passive: true })
    return () => {
      element.removeEventListener('touchstart', begin)
      element.removeEventListener('touchend', end)
    }
  }
}
