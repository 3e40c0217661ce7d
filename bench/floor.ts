import sharp from 'sharp'
import { photo, screenshot } from './pictures.ts'

/**
 * The floor: what bare sharp needs for the same pictures. A process of its own: `node bench/floor.ts photo|screenshot
 * COUNT` prints the CPU seconds a picture. One decode to what both renditions need, then the two JPEG renditions
 * (500 wide, 320 × 320).
 */
const [what = 'photo', count = '20'] = process.argv.slice(2)

sharp.cache(false)
sharp.concurrency(1)
const make = what === 'photo' ? photo : screenshot
const pictures = await Promise.all([1, 2, 3, 4].map(make))
for (const picture of pictures.slice(0, 2)) await derive(picture)
const before = process.cpuUsage()
for (let done = 0; done < Number(count); done++)
  await derive(pictures[done % pictures.length] ?? Buffer.alloc(0))
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1e6 / Number(count))

async function derive(picture: Buffer): Promise<void> {
  const base = await sharp(picture).resize(500).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = base.info
  const raw = { raw: { width, height, channels } }
  await sharp(base.data, raw).jpeg().toBuffer()
  await sharp(base.data, raw).resize(320, 320, { fit: 'cover' }).jpeg().toBuffer()
}
