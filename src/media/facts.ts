import type { KindName } from './kinds.ts'

/** What the camera or the sender's program wrote into the file. Texts are trimmed and limited, times milliseconds. */
export type Camera = {
  title?: string
  description?: string
  takenAt?: number
  make?: string
  model?: string
  /** The fields worth showing, ready for JSON; never the place. */
  exif?: Record<string, string | number>
  /** Where it was taken, degrees. */
  place?: { latitude: number; longitude: number }
}

/** What the bytes really are. */
export type Facts = {
  kind: KindName
  /** Pixels as a viewer sees them: orientation and rotation applied. */
  width: number
  height: number
  /** Of an animation; 1 for everything else. */
  frames: number
  animated: boolean
  /** Milliseconds; videos only. */
  duration?: number
  is360: boolean
  camera: Camera
}
