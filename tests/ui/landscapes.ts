import sharp from 'sharp'

const skies = [
  ['#ff9a5a', '#5b46e0', '#12305e', '#33345a'],
  ['#5e48d8', '#ff9d6c', '#0b2545', '#4d4668'],
  ['#22c55e', '#0ea5e9', '#064e3b', '#0f766e'],
  ['#f59e0b', '#f43f5e', '#7c2d12', '#c2452a'],
  ['#ec4899', '#a78bfa', '#3b0764', '#6b3fa0'],
  ['#f97316', '#fde68a', '#431407', '#8a5a2b'],
  ['#6366f1', '#67e8f9', '#1e1b4b', '#3b5fae'],
  ['#0d9488', '#bbf7d0', '#042f2e', '#2f6f66'],
  ['#0f172a', '#475569', '#020617', '#1e293b'],
  ['#fda4af', '#fef3c7', '#881337', '#be5a6f'],
] as const

/** Shapes that pictures come in, width × height. */
export const formats = [
  [1600, 1000],
  [1600, 800],
  [1200, 1600],
  [1500, 1000],
  [1000, 1000],
  [2000, 900],
  [900, 1600],
  [1600, 900],
] as const

/** A JPEG of mountains under a sky, another for each seed. */
export function landscape(seed: number, width: number, height: number): Promise<Buffer> {
  const next = numbers(seed)
  const [top, bottom, near, far] = skies[seed % skies.length] ?? skies[0]
  const sun = {
    x: width * (0.2 + 0.6 * next()),
    y: height * (0.2 + 0.25 * next()),
    r: Math.min(width, height) * 0.11,
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="s" x1="0" y1="0" x2="${next().toFixed(2)}" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#s)"/><circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="#fff3dc" opacity=".93"/>
${ridge(next, { width, height, at: 0.52 })} fill="${far}" opacity=".75"/>
${ridge(next, { width, height, at: 0.66 })} fill="${near}" opacity=".85"/>
${ridge(next, { width, height, at: 0.82 })} fill="${near}"/></svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer()
}

function ridge(
  next: () => number,
  { width, height, at }: { width: number; height: number; at: number },
): string {
  const count = 5 + Math.floor(next() * 4)
  const points = Array.from({ length: count + 1 }, (_, index) => {
    const up = index % 2 === 0 ? 0.07 : -0.09 * next()
    return `L${((width * index) / count).toFixed(0)} ${(height * (at + up)).toFixed(0)}`
  })
  return `<path d="M0 ${height} ${points.join(' ')} L${width} ${height}Z"`
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function numbers(seed: number): () => number {
  let state = (seed + 1) * 2654435761
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
