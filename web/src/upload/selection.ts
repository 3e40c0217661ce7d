import type { Box, Size } from './edit.ts'

/** A box that is drawn, moved and resized over a picture. */
export type Selection = {
  /** Shows a box within an area of a size, keeping a ratio of width to height where there is one. */
  show(box: Box, area: Size, ratio: number | undefined): void
  close(): void
}

const handles = ['n', 'e', 's', 'w', 'ne', 'nw', 'se', 'sw']
const template = `<cropper-canvas style="width:100%;height:100%;min-width:0;min-height:0;overflow:hidden">
<cropper-shade theme-color="rgba(0, 0, 0, 0.5)"></cropper-shade>
<cropper-handle action="select" plain></cropper-handle>
<cropper-selection movable resizable outlined>
<cropper-grid bordered covered></cropper-grid>
<cropper-handle action="move" plain></cropper-handle>
${handles.map((side) => `<cropper-handle class="grip ${[...side].join(' ')}" action="${side}-resize"></cropper-handle>`).join('')}
</cropper-selection>
</cropper-canvas>`

type Element = HTMLElement &
  Box & {
    aspectRatio: number
    $change(x: number, y: number, width: number, height: number, ratio?: number, force?: boolean): unknown
  }

/** Puts a selection over an element; `changed` hears of every move, in pixels of the element. */
export async function openSelection(over: HTMLElement, changed: (box: Box) => void): Promise<Selection> {
  // Registers its elements, in browsers only.
  await import('cropperjs')
  over.innerHTML = template
  const selection = over.querySelector('cropper-selection') as Element | null
  if (!selection) throw new Error('The selection could not be made')
  let area: Size = { width: 0, height: 0 }
  let ours = false
  const set = ({ x, y, width, height }: Box) => {
    ours = true
    selection.$change(x, y, width, height, selection.aspectRatio, true)
    ours = false
  }
  const moved = (event: Event) => {
    if (ours) return
    const wanted = (event as CustomEvent<Box>).detail
    const kept = within(wanted, area, selection)
    if (kept !== wanted) {
      event.preventDefault()
      if (kept) set(kept)
    }
    if (kept && kept.width >= 1 && kept.height >= 1) changed(kept)
  }
  selection.addEventListener('change', moved)
  return {
    show: (box, size, ratio) => {
      area = size
      selection.aspectRatio = ratio ?? Number.NaN
      const same = (['x', 'y', 'width', 'height'] as const).every(
        (side) => Math.abs(selection[side] - box[side]) < 0.5,
      )
      if (!same) set(box)
    },
    close: () => {
      selection.removeEventListener('change', moved)
      over.replaceChildren()
    },
  }
}

/** The box where it lies within the area, or what of it does; undefined when a ratio forbids that. */
function within(box: Box, area: Size, before: Element): Box | undefined {
  const fits =
    box.x >= 0 && box.y >= 0 && box.x + box.width <= area.width && box.y + box.height <= area.height
  if (fits) return box
  const isMove = Math.abs(box.width - before.width) < 0.01 && Math.abs(box.height - before.height) < 0.01
  if (isMove) {
    return {
      ...box,
      x: Math.max(0, Math.min(area.width - box.width, box.x)),
      y: Math.max(0, Math.min(area.height - box.height, box.y)),
    }
  }
  if (before.aspectRatio > 0) return undefined
  const x = Math.max(0, box.x)
  const y = Math.max(0, box.y)
  return {
    x,
    y,
    width: Math.min(area.width, box.x + box.width) - x,
    height: Math.min(area.height, box.y + box.height) - y,
  }
}
