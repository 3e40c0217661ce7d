import type { Report } from '../../../src/dialects/native/wire-media.ts'

/** Why something should not be here; the API knows the same. */
export const reasons = [
  'copyright',
  'privacy',
  'abuse',
  'illegal',
  'spam',
  'other',
] as const satisfies readonly Report['reason'][]
