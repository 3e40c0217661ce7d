/** What was done to a picture, in this order: quarter turns clockwise, flips, straightening, crop, size. */
export type Edit = {
  turns: 0 | 1 | 2 | 3
  flipX: boolean
  flipY: boolean
  /** Degrees clockwise, -45 to 45; the picture is enlarged so that no corner is empty. */
  tilt: number
  /** Of the turned picture, pixels. */
  crop: Box | undefined
  /** Of the result, pixels; the height follows. */
  width: number | undefined
}

export type Box = { x: number; y: number; width: number; height: number }
export type Size = { width: number; height: number }

export const unedited: Edit = {
  turns: 0,
  flipX: false,
  flipY: false,
  tilt: 0,
  crop: undefined,
  width: undefined,
}

/** Whether a picture comes out as it went in. */
export function isUnedited(edit: Edit): boolean {
  const { turns, flipX, flipY, tilt, crop, width } = edit
  return turns === 0 && !flipX && !flipY && tilt === 0 && crop === undefined && width === undefined
}

/** How large the whole picture is once turned. */
export function turnedSize({ width, height }: Size, { turns }: Pick<Edit, 'turns'>): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width }
}

/** How large the result is. */
export function resultSize(source: Size, edit: Edit): Size {
  const { width, height } = edit.crop ?? turnedSize(source, edit)
  const scale = edit.width === undefined ? 1 : edit.width / width
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A quarter turn; what was cropped stays cropped. */
export function turn(edit: Edit, source: Size, quarters: 1 | -1): Edit {
  const { width, height } = turnedSize(source, edit)
  const turns = ((edit.turns + quarters + 4) % 4) as Edit['turns']
  const crop = edit.crop && turnBox(edit.crop, { width, height }, quarters)
  // Seen after a turn, what was flipped sideways is flipped upside down.
  return { ...edit, turns, flipX: edit.flipY, flipY: edit.flipX, crop, width: undefined }
}

function turnBox(box: Box, whole: Size, quarters: 1 | -1): Box {
  return quarters === 1
    ? { x: whole.height - box.y - box.height, y: box.x, width: box.height, height: box.width }
    : { x: box.y, y: whole.width - box.x - box.width, width: box.height, height: box.width }
}

/** Mirrors sideways (`x`) or upside down (`y`), with what was cropped. */
export function flip(edit: Edit, source: Size, axis: 'x' | 'y'): Edit {
  const { width, height } = turnedSize(source, edit)
  const { crop } = edit
  const mirrored = crop && {
    ...crop,
    ...(axis === 'x' ? { x: width - crop.x - crop.width } : { y: height - crop.y - crop.height }),
  }
  return {
    ...edit,
    ...(axis === 'x' ? { flipX: !edit.flipX } : { flipY: !edit.flipY }),
    tilt: edit.tilt === 0 ? 0 : -edit.tilt,
    crop: mirrored,
  }
}

/** A box of whole pixels within a picture; at least one pixel. */
export function clampBox(box: Box, { width, height }: Size): Box {
  const w = Math.min(width, Math.max(1, Math.round(box.width)))
  const h = Math.min(height, Math.max(1, Math.round(box.height)))
  return {
    x: Math.min(width - w, Math.max(0, Math.round(box.x))),
    y: Math.min(height - h, Math.max(0, Math.round(box.y))),
    width: w,
    height: h,
  }
}

/** The largest box of a shape (width / height) in the middle of another, or of the picture. */
export function shapeBox(shape: number, within: Box, whole: Size): Box {
  const width = Math.min(within.width, within.height * shape)
  const height = width / shape
  return clampBox(
    { x: within.x + (within.width - width) / 2, y: within.y + (within.height - height) / 2, width, height },
    whole,
  )
}

/** Draws an edited picture; `scale` makes all of it smaller, for showing. Without `crop`: the whole turned picture. */
export function draw(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  { source, size, edit, scale = 1 }: { source: CanvasImageSource; size: Size; edit: Edit; scale?: number },
): void {
  const whole = turnedSize(size, edit)
  const crop = edit.crop ?? { x: 0, y: 0, ...whole }
  const out = resultSize(size, edit)
  canvas.width = Math.max(1, Math.round(out.width * scale))
  canvas.height = Math.max(1, Math.round(out.height * scale))
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | null
  if (!context) return
  context.imageSmoothingQuality = 'high'
  context.scale(canvas.width / crop.width, canvas.height / crop.height)
  context.translate(whole.width / 2 - crop.x, whole.height / 2 - crop.y)
  const angle = (edit.tilt * Math.PI) / 180
  if (angle !== 0) {
    const zoom = coverScale(whole, angle)
    context.rotate(angle)
    context.scale(zoom, zoom)
  }
  context.scale(edit.flipX ? -1 : 1, edit.flipY ? -1 : 1)
  context.rotate((edit.turns * Math.PI) / 2)
  context.drawImage(source, -size.width / 2, -size.height / 2, size.width, size.height)
}

/** How much a picture has to grow so that, tilted, it still covers its frame. */
function coverScale({ width, height }: Size, angle: number): number {
  const ratio = Math.max(width / height, height / width)
  return Math.cos(Math.abs(angle)) + ratio * Math.sin(Math.abs(angle))
}
