/** What a viewer does as soon as it stands there, within `place`: before anything of it is touched. */
export function arrive(place: HTMLElement): void {
  for (const image of place.querySelectorAll<HTMLImageElement>('img[data-original]')) void sharpen(image)
  // Of the page that was left.
  const canonical = document.head.querySelector<HTMLLinkElement>('link[rel="canonical"]')
  if (canonical && new URL(canonical.href).pathname !== location.pathname) canonical.remove()
  const strip = place.querySelector<HTMLElement>('[data-strip]')
  if (strip) centre(strip)
}

/** The original takes the medium's place where the stage is larger than that. */
async function sharpen(image: HTMLImageElement): Promise<void> {
  const { original = '', width = '' } = image.dataset
  const isTooSmall = image.clientWidth * devicePixelRatio > Number(width) * 1.15
  if (!isTooSmall || isSaving()) return
  const whole = new Image()
  whole.fetchPriority = 'low'
  whole.src = original
  await whole.decode().then(
    () => {
      if (image.dataset.original === original) image.src = original
    },
    () => {},
  )
}

function isSaving(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** The one that is shown is in the middle, as far as there are others beside it. */
function centre(strip: HTMLElement): void {
  const current = strip.querySelector('[aria-current="true"]')?.parentElement
  if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2
}
