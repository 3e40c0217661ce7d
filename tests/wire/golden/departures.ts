/** Where and why Tintype answers otherwise than the recorded original. */
export type Departure = {
  /** Names of recordings; `wherever`: in whichever it occurs, and in one at least. */
  recordings: readonly string[] | 'wherever'
  /** As `differences` names them. */
  differs: readonly string[]
  reason: string
}

export const departures: readonly Departure[] = []
