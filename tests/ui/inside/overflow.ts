/** What is wider than the window or cut off, each told as a place in the page and how much is missing, pixels. */
export function findOverflow(): string[] {
  const width = document.documentElement.clientWidth
  const found: string[] = []
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    if (!element.checkVisibility({ checkVisibilityCSS: true }) || isForReaders(element)) continue
    const box = element.getBoundingClientRect()
    if (box.right > width + 1 && box.left < width && !isWithinScroller(element)) {
      found.push(`${nameOf(element)} reaches ${Math.round(box.right - width)} beyond the window`)
    }
    const cut = cutOff(element)
    if (cut > 1) found.push(`${nameOf(element)} is cut off by ${Math.round(cut)}`)
  }
  const wide = document.documentElement.scrollWidth - width
  if (wide > 0 && found.length === 0) found.push(`the page scrolls sideways by ${wide}`)
  return found.slice(0, 12)
}

/** How many pixels of an element's text cannot be seen; 0 where it is meant to end in an ellipsis or to be scrolled. */
function cutOff(element: HTMLElement): number {
  const style = getComputedStyle(element)
  const isShort = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
  const own = [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
  )
  if (!own || isShort || element instanceof HTMLSelectElement) return 0
  const hides = /hidden|clip/
  const x = hides.test(style.overflowX) ? element.scrollWidth - element.clientWidth : 0
  const y = hides.test(style.overflowY) ? element.scrollHeight - element.clientHeight - 2 : 0
  return Math.max(x, y, element.matches('button, a, label, summary, [role=tab]') ? beyondBox(element) : 0)
}

/** Words that stand out of the box of a button or label. */
function beyondBox(element: HTMLElement): number {
  if (getComputedStyle(element).display === 'inline') return 0
  const range = document.createRange()
  range.selectNodeContents(element)
  const [inner, outer] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
  if (element.querySelector('.sr-only, [popover], input') || inner.width === 0) return 0
  return Math.max(inner.right - outer.right, outer.left - inner.left, 0)
}

function isForReaders(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect()
  return (width <= 1 && height <= 1) || element.closest('.sr-only') !== null
}

/** Something that is meant to be scrolled sideways, or shown in part, may hold what is wider. */
function isWithinScroller(element: Element): boolean {
  for (let at: Element | null = element.parentElement; at && at !== document.body; at = at.parentElement) {
    if (getComputedStyle(at).overflowX !== 'visible') return true
  }
  return false
}

function nameOf(element: Element): string {
  const text = element.textContent?.trim().replace(/\s+/g, ' ').slice(0, 30) ?? ''
  const classes = [...element.classList].slice(0, 3).map((name) => `.${name}`)
  return `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}${classes.join('')} "${text}"`
}
