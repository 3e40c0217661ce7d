import sharp from 'sharp'

/**
 * The pictures every figure is taken with, made from noise and gradients so that nobody needs ours.
 * `seed` makes each a file of its own.
 */
export async function photo(seed: number): Promise<Buffer> {
  const size = { width: 4000, height: 3000 }
  const detail = await noise({ ...size, scale: 2, sigma: 40, seed })
  return sharp(await gradient(size, seed))
    .composite([{ input: detail, blend: 'soft-light' }])
    .jpeg({ quality: 84 })
    .toBuffer()
}

/** 1440 × 900 PNG, about 0.4 MB: flat areas, edges, text-like rows and a picture, as a screenshot has. */
export async function screenshot(seed: number): Promise<Buffer> {
  const rows = Array.from({ length: 44 }, (_, row) => textRow(row, seed)).join('')
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="1440" height="900">
    <rect width="1440" height="900" fill="#fafafa"/><rect width="260" height="900" fill="#27272a"/>
    <rect x="280" y="20" width="720" height="860" rx="12" fill="#fff" stroke="#d4d4d8"/>${rows}</svg>`
  const size = { width: 400, height: 300 }
  const picture = await sharp(await gradient(size, seed))
    .composite([{ input: await noise({ ...size, scale: 1, sigma: 18, seed }), blend: 'soft-light' }])
    .png()
    .toBuffer()
  return sharp(Buffer.from(page))
    .composite([{ input: picture, left: 1020, top: 40 }])
    .removeAlpha()
    .png({ compressionLevel: 6 })
    .toBuffer()
}

function textRow(row: number, seed: number): string {
  let x = 310
  let words = ''
  for (let word = 0; x < 940; word++) {
    const width = 14 + ((row * 31 + word * 17 + seed * 13) % 60)
    words += `<rect x="${x}" y="${52 + row * 18}" width="${width}" height="8" rx="2" fill="#3f3f46"/>`
    x += width + 9
  }
  return words
}

function gradient({ width, height }: { width: number; height: number }, seed: number): Promise<Buffer> {
  const hue = (seed * 47) % 360
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue},70%,60%)"/>
    <stop offset=".5" stop-color="hsl(${hue + 60},60%,45%)"/><stop offset="1" stop-color="hsl(${hue + 140},65%,30%)"/>
    </linearGradient><rect width="100%" height="100%" fill="url(#g)"/></svg>`
  return sharp(Buffer.from(svg)).removeAlpha().png({ compressionLevel: 1 }).toBuffer()
}

/** Grey noise that is the same for the same seed. */
async function noise(want: { width: number; height: number; scale: number; sigma: number; seed: number }) {
  const width = Math.ceil(want.width / want.scale)
  const height = Math.ceil(want.height / want.scale)
  const grey = Buffer.alloc(width * height)
  let state = want.seed * 2654435761 + 1
  for (let at = 0; at < grey.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    grey[at] = 128 + (((state >>> 24) - 128) * want.sigma) / 64
  }
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .resize(want.width, want.height, { kernel: 'cubic', fit: 'fill' })
    .png({ compressionLevel: 1 })
    .toBuffer()
}
