import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

type Shape = [tag: string, attributes: Record<string, string>]

/**
 * Compiles each Lucide icon to the plain SVG that it is. The library's own component builds every icon out of data
 * while the page is rendered: a tenth of the time that a page takes, and code that each visitor would load.
 */
export function plainIcons(): Plugin {
  return {
    name: 'tintype-plain-icons',
    enforce: 'pre',
    async load(id) {
      if (!/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/.test(id)) return
      const data = /const iconData = (\{.*\});/.exec(await readFile(id, 'utf8'))?.[1]
      if (data === undefined) throw new Error(`${id} holds no icon in the form that is known here`)
      return componentOf((JSON.parse(data) as { node: Shape[] }).node)
    },
  }
}

/** What all icons have in common is in the style sheet, as `.icon`. */
function componentOf(shapes: Shape[]): string {
  const inner = shapes.map(([tag, attributes]) => {
    const written = Object.entries(attributes).filter(([name]) => name !== 'key')
    return `<${tag} ${written.map(([name, value]) => `${name}="${value}"`).join(' ')}/>`
  })
  return `<script>
const { size = 24, fill, strokeWidth, class: classes = '' } = $props()
</script>
<svg class="icon {classes}" width={size} height={size} viewBox="0 0 24 24" {fill} stroke-width={strokeWidth} aria-hidden="true">${inner.join('')}</svg>
`
}
