/** Makes words of the interface longer by a third, as in languages that need more room; what people wrote stays. */
export function stretchWords(): void {
  const parts = 'button, label, summary, legend, th, h1, h2, h3, nav a, footer a, [role=tab], dt'
  const whole = new Set<Node>()
  for (const element of document.body.querySelectorAll(parts)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) whole.add(node)
  }
  for (const node of whole) {
    const text = node.nodeValue ?? ''
    const words = text.trim()
    if (words.length < 2) continue
    const more = Math.ceil(words.length * 0.35)
    node.nodeValue = `${text.trimEnd()} ${words.slice(0, more)}`
  }
}
