/** What is first in view: its index, and how far below the window's upper edge it begins, pixels. */
export type Place = { index: number; offset: number; after?: string | undefined }

let width = 0

/** How wide the last grid was; 0 when there was none. */
export const widthBefore = (): number => width

export function rememberWidth(pixels: number): void {
  width = pixels
}

/** Keeps where somebody was in a list, for when the page is loaded anew. */
export function keepPlace(list: string, place: Place): void {
  try {
    sessionStorage.setItem(`tintype-place ${location.pathname}?${list}`, JSON.stringify(place))
  } catch {
    // Without storage a reloaded page begins at its address.
  }
}

/** Where somebody was before a page was loaded anew, or Back led to it; undefined for whoever comes by a link. */
export function placeKept(list: string, after: string | undefined): Place | undefined {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const isAgain = entry?.type === 'reload' || entry?.type === 'back_forward'
  if (!isAgain || width > 0) return undefined
  try {
    const place: unknown = JSON.parse(
      sessionStorage.getItem(`tintype-place ${location.pathname}?${list}`) ?? 'null',
    )
    return isPlace(place) && place.after === after ? place : undefined
  } catch {
    return undefined
  }
}

function isPlace(value: unknown): value is Place {
  return (
    typeof value === 'object' &&
    value !== null &&
    'index' in value &&
    typeof value.index === 'number' &&
    'offset' in value
  )
}
