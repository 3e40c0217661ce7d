import sharp, { type Sharp } from 'sharp'
import type { MediaLimits } from './limits.ts'

/** One picture at a time in one thread: the pool has as many processes as there are cores. */
sharp.concurrency(1)
sharp.cache(false)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadNsgifFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadHeifFile',
    'VipsForeignLoadTiffFile',
  ],
})

/**
 * A picture's first frame, read from the file as it is decoded. Fails on what is cut off, not on what decoders
 * merely grumble about. Only the loaders of the table exist.
 */
export function openStill(path: string, limits: MediaLimits): Sharp {
  return sharp(path, { failOn: 'truncated', limitInputPixels: limits.pixels, limitInputChannels: 5 })
}
