import type { Samples } from './placeholder.ts'

type Heap = { count: number; red: number; green: number; blue: number }

const most = 5
/** Colours nearer than this are one to the eye: distance in a cube of 256. */
const nearest = 56
/** What covers less of the picture is no colour of it. */
const leastShare = 0.01
/** Samples less opaque than this show what lies behind the picture. */
const opaque = 128

/** Up to five colours of a picture, `#aabbcc`, that which covers most of it first; none of what is transparent. */
export function paletteOf({ rgba }: Samples): string[] {
  const heaps = sortIntoHeaps(rgba)
  const total = heaps.reduce((sum, { count }) => sum + count, 0)
  const chosen: Heap[] = []
  for (const heap of heaps.toSorted((one, other) => other.count - one.count)) {
    const like = chosen.find((other) => distance(other, heap) < nearest)
    if (like) like.count += heap.count
    else chosen.push({ ...heap })
  }
  return chosen
    .filter(({ count }) => count >= total * leastShare)
    .sort((one, other) => other.count - one.count)
    .slice(0, most)
    .map(hex)
}

/** Sixteen steps a channel; each heap keeps the average of what fell into it. */
function sortIntoHeaps(rgba: Uint8Array): Heap[] {
  const heaps = new Map<number, Heap>()
  for (let at = 0; at < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4)
    if (alpha < opaque) continue
    const key = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4)
    const heap = heaps.get(key) ?? { count: 0, red: 0, green: 0, blue: 0 }
    heap.count++
    heap.red += (red - heap.red) / heap.count
    heap.green += (green - heap.green) / heap.count
    heap.blue += (blue - heap.blue) / heap.count
    heaps.set(key, heap)
  }
  return [...heaps.values()]
}

function distance(one: Heap, other: Heap): number {
  return Math.hypot(one.red - other.red, one.green - other.green, one.blue - other.blue)
}

function hex({ red, green, blue }: Heap): string {
  return `#${[red, green, blue].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}
