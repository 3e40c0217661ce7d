const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** After how long an upload may be deleted, milliseconds. */
export const expiries: readonly number[] = [
  ...[5 * minute, 15 * minute, hour, 3 * hour, 12 * hour],
  ...[day, 3 * day, 7 * day, 30 * day, 90 * day, 180 * day, 365 * day],
]

/** Pixels that a picture may be made narrower to. */
export const widths: readonly number[] = [640, 800, 1024, 1280, 1600, 1920, 2560, 3840]

/** The usual choices, and among them the one that was made elsewhere. */
export function withChosen(usual: readonly number[], chosen: number | undefined): readonly number[] {
  if (chosen === undefined || usual.includes(chosen)) return usual
  return [...usual, chosen].sort((one, other) => one - other)
}
