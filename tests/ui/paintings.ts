import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { sampleXmp } from '../pictures.ts'

/** Sky above, sky below, what is far, what is near, and the light. */
const palettes = [
  ['#ff9a5a', '#5b46e0', '#6a5aa8', '#12305e', '#fff3dc'],
  ['#2b1f5e', '#ff9d6c', '#7a5a8a', '#1b1638', '#ffe9c9'],
  ['#8fd3c8', '#e9f5d8', '#4f9a8a', '#0f4a45', '#ffffff'],
  ['#f7b267', '#f4845f', '#b8502f', '#5a2116', '#fff1d6'],
  ['#f2a6c6', '#a78bfa', '#8a6bc0', '#3b1f6b', '#fff0f6'],
  ['#0b1026', '#2b4a7f', '#25406b', '#0a1424', '#f4f1e2'],
  ['#7fc4f5', '#e8f4fb', '#5d8fb8', '#1f4f6f', '#ffffff'],
  ['#0f2f3a', '#3f8f7f', '#2b6a66', '#06201f', '#d8fff0'],
  ['#fde2b9', '#f7c6a3', '#c99a7a', '#6d4a3d', '#fffaf0'],
  ['#c9d6df', '#f0f5f9', '#8fa3b3', '#37474f', '#ffffff'],
] as const

type Scenery = { next: () => number; width: number; height: number; colours: (typeof palettes)[number] }

/** Shapes that pictures come in, width × height. */
export const shapes = [
  [1500, 1000],
  [1500, 750],
  [960, 1280],
  [1280, 960],
  [1100, 1100],
  [1680, 720],
  [800, 1300],
  [1440, 810],
] as const

/** A JPEG of a landscape: peaks, dunes, a sea, a night or a wood; another for each seed, the same for the same. */
export async function paint(seed: number, width: number, height: number): Promise<Buffer> {
  const next = numbers(seed)
  const colours = palettes[seed % palettes.length] ?? palettes[0]
  const scenery = { next, width, height, colours }
  const subjects = [peaks, sea, dunes, wood, peaks, night, dunes, sea]
  const subject = subjects[(seed + Math.floor(seed / palettes.length)) % subjects.length] ?? peaks
  const [top, bottom] = colours
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="${(0.5 * next()).toFixed(2)}" y2="1"><stop stop-color="${top}"/><stop offset=".75" stop-color="${bottom}"/></linearGradient>
<radialGradient id="glow"><stop stop-color="${colours[4]}" stop-opacity=".55"/><stop offset="1" stop-color="${colours[4]}" stop-opacity="0"/></radialGradient></defs>
<rect width="100%" height="100%" fill="url(#sky)"/>${subject(scenery)}</svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 84 }).toBuffer()
}

/** A GIF that goes through several. */
export async function paintMoving(seeds: readonly number[], width: number, height: number): Promise<Buffer> {
  const frames = await Promise.all(seeds.map((seed) => paint(seed, width, height)))
  return sharp(frames, { join: { animated: true } })
    .gif({ loop: 0, delay: frames.map(() => 600) })
    .toBuffer()
}

/** A film of three seconds; needs ffmpeg on PATH. */
export async function paintFilm(seed: number, width: number, height: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-film-'))
  try {
    const [still, film] = [join(folder, 'still.jpg'), join(folder, 'film.mp4')]
    await writeFile(still, await paint(seed, width, height))
    const codec = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-threads', '1']
    await promisify(execFile)('ffmpeg', ['-loop', '1', '-i', still, '-t', '3', '-r', '10', ...codec, film])
    return await readFile(film)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A JPEG that says of itself that it wraps around. */
export async function paintPanorama(seed: number): Promise<Buffer> {
  return sharp(await paint(seed, 1600, 800))
    .withXmp(sampleXmp)
    .jpeg()
    .toBuffer()
}

function peaks(scenery: Scenery): string {
  const layers = [0.5, 0.6, 0.72, 0.86].map((at, index) =>
    ridge(scenery, { at, depth: index / 3, sharp: true }),
  )
  return sun(scenery, 0.3) + layers.join('')
}

function dunes(scenery: Scenery): string {
  const layers = [0.55, 0.64, 0.74, 0.86].map((at, index) =>
    ridge(scenery, { at, depth: index / 3, sharp: false }),
  )
  return sun(scenery, 0.32) + layers.join('')
}

function sea(scenery: Scenery): string {
  const { next, width, height, colours } = scenery
  const x = width * (0.3 + 0.4 * next())
  const glints = Array.from({ length: 26 }, (_, index) => {
    const y = height * (0.6 + (0.38 * index) / 26)
    const w = width * (0.02 + 0.09 * next()) * (0.6 + index / 20)
    const at = x - w / 2 + (next() - 0.5) * width * 0.07
    return `<rect x="${at.toFixed(0)}" y="${y.toFixed(0)}" width="${w.toFixed(0)}" height="${(height / 260).toFixed(1)}" rx="2" fill="${colours[4]}" opacity="${(0.25 + 0.5 * next()).toFixed(2)}"/>`
  })
  const water = `<linearGradient id="water" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${colours[2]}"/><stop offset="1" stop-color="${colours[3]}"/></linearGradient>`
  return `${water}${sun(scenery, 0.5, x)}${ridge(scenery, { at: 0.56, depth: 0.15, sharp: false })}<rect y="${height * 0.58}" width="100%" height="42%" fill="url(#water)"/>${glints.join('')}`
}

function night(scenery: Scenery): string {
  const { next, width, height } = scenery
  const stars = Array.from({ length: 140 }, () => {
    const r = (0.4 + 1.5 * next() ** 3) * (width / 1400)
    return `<circle cx="${(width * next()).toFixed(0)}" cy="${(height * 0.65 * next()).toFixed(0)}" r="${r.toFixed(1)}" fill="#fff" opacity="${(0.3 + 0.7 * next()).toFixed(2)}"/>`
  })
  return `${stars.join('')}${sun(scenery, 0.24)}${ridge(scenery, { at: 0.68, depth: 0.5, sharp: true })}${ridge(scenery, { at: 0.82, depth: 1, sharp: false })}`
}

function wood(scenery: Scenery): string {
  const { next, width, height, colours } = scenery
  const rows = [0.62, 0.74, 0.9].map((at, row) => {
    const trees = Array.from({ length: 22 - row * 4 }, (_, index) => {
      const x = (width * (index + next())) / (22 - row * 4)
      const h = height * (0.14 + 0.12 * next()) * (0.7 + row * 0.35)
      const foot = height * (at + 0.03)
      return `M${(x - h * 0.2).toFixed(0)} ${foot.toFixed(0)}L${x.toFixed(0)} ${(foot - h).toFixed(0)}L${(x + h * 0.2).toFixed(0)} ${foot.toFixed(0)}Z`
    })
    const fill = row === 0 ? colours[2] : colours[3]
    return `<path d="${trees.join('')}M0 ${height * (at + 0.02)}H${width}V${height}H0Z" fill="${fill}" opacity="${[0.6, 0.7, 1][row]}"/>`
  })
  return sun(scenery, 0.28) + ridge(scenery, { at: 0.52, depth: 0, sharp: true }) + rows.join('')
}

function sun({ next, width, height, colours }: Scenery, at: number, given?: number): string {
  const x = given ?? width * (0.2 + 0.6 * next())
  const y = height * (at + 0.06 * (next() - 0.5))
  const r = Math.min(width, height) * (0.06 + 0.05 * next())
  return `<circle cx="${x}" cy="${y}" r="${r * 4.5}" fill="url(#glow)"/><circle cx="${x}" cy="${y}" r="${r}" fill="${colours[4]}"/>`
}

/** A line of hills across the picture, filled to its foot. */
function ridge(
  { next, width, height, colours }: Scenery,
  { at, depth, sharp: isSharp }: { at: number; depth: number; sharp: boolean },
): string {
  const count = 5 + Math.floor(next() * 4)
  const points = Array.from({ length: count + 1 }, (_, index) => {
    const up = index % 2 === 0 ? 0.06 * next() : -0.04 - 0.12 * next()
    return { x: (width * index) / count, y: height * (at + (isSharp ? up : up / 2)) }
  })
  const line = points.map(({ x, y }, index) => {
    const before = points[index - 1]
    if (isSharp || !before) return `L${x.toFixed(0)} ${y.toFixed(0)}`
    const middle = ((before.x + x) / 2).toFixed(0)
    return `C${middle} ${before.y.toFixed(0)} ${middle} ${y.toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)}`
  })
  const layer = `<path d="M0 ${height}${line.join('')}V${height}Z"`
  return `${layer} fill="${colours[2]}"/>${layer} fill="${colours[3]}" opacity="${(0.15 + 0.85 * depth).toFixed(2)}"/>`
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function numbers(seed: number): () => number {
  let state = (seed + 7) * 2654435761
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
