import PhotoSwipe from 'photoswipe'
import style from 'photoswipe/style.css?url'
import type { File, Media } from '../../../src/dialects/native/wire-media.ts'
import { addStyleSheet } from './style-sheets.ts'

type Words = {
  close: string
  zoom: string
  previous: string
  next: string
  failed: string
  full: string
}
export type Opened = {
  /** Neighbours in the list's order, itself among them. */
  strip: readonly Media[]
  id: string
  /** From 1: where it stands in its list, and how many that holds. */
  position: number | undefined
  total: number | undefined
  words: Words
  /** On the whole screen at once. */
  full: boolean
  nameOf: (media: Media) => string
  /** Closed at this one. */
  onclose: (id: string) => void
}

/** Shows pictures over the whole window, from a wheel, two fingers or keys nearer and farther. Answers what closes it. */
export async function openZoom(opened: Opened): Promise<() => void> {
  const { strip, id, position, total, words, nameOf, onclose } = opened
  await addStyleSheet(style)
  const at = strip.findIndex((media) => media.id === id)
  const index = Math.max(0, at)
  const swipe = new PhotoSwipe({
    dataSource: strip.map((media) => slideOf(media, nameOf(media))),
    index,
    bgOpacity: 0.94,
    wheelToZoom: true,
    loop: false,
    returnFocus: true,
    showHideAnimationType: 'fade',
    maxZoomLevel: 8,
    secondaryZoomLevel: (level) => Math.max(1, level.fit * 2),
    closeTitle: words.close,
    zoomTitle: words.zoom,
    arrowPrevTitle: words.previous,
    arrowNextTitle: words.next,
    errorMsg: words.failed,
    preload: [1, 1],
    counter: false,
  })
  // The list may be longer than what is shown of it.
  swipe.on('uiRegister', () => {
    swipe.ui?.registerElement({
      name: 'place',
      order: 5,
      className: 'pswp__counter',
      appendTo: 'bar',
      onInit: (element) => {
        const write = () => {
          const here = (position ?? index + 1) - index + swipe.currIndex
          element.textContent = `${here} / ${total ?? strip.length}`
        }
        if (strip.length > 1) swipe.on('change', write)
      },
    })
  })
  if (document.fullscreenEnabled) swipe.on('uiRegister', () => addFullButton(swipe, words.full))
  swipe.on('keydown', (event) => keyed(swipe, event.originalEvent, () => event.preventDefault()))
  swipe.on('close', () => leaveFull())
  swipe.on('close', () => onclose(strip[swipe.currIndex]?.id ?? id))
  swipe.init()
  if (opened.full) toggleFull()
  return () => swipe.close()
}

function addFullButton(swipe: PhotoSwipe, title: string): void {
  swipe.ui?.registerElement({
    name: 'full',
    title,
    order: 9,
    isButton: true,
    html: {
      isCustomSVG: true,
      inner:
        '<path d="M8 13V8h5v2h-3v3zm11-5h5v5h-2v-3h-3zM8 19h2v3h3v2H8zm14 0h2v5h-5v-2h3z" id="pswp__icn-full"/>',
      outlineID: 'pswp__icn-full',
    },
    onClick: toggleFull,
  })
}

/** Browsers that have no full screen, or refuse it, show it over their window as before. */
function toggleFull(): void {
  if (document.fullscreenElement) leaveFull()
  else document.documentElement.requestFullscreen?.().catch(() => {})
}

function leaveFull(): void {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
}

/** F is the whole screen; W and 1 show every pixel, 0 the whole; plus and minus go nearer and farther. */
function keyed(swipe: PhotoSwipe, { key }: KeyboardEvent, take: () => void): void {
  const slide = swipe.currSlide
  if (!slide) return
  if (key.toLowerCase() === 'f') {
    take()
    toggleFull()
    return
  }
  const { fit, max } = slide.zoomLevels
  const level = slide.currZoomLevel
  const levels: Readonly<Record<string, number>> = {
    w: level > fit ? fit : 1,
    '1': 1,
    '0': fit,
    '+': Math.min(max, level * 1.5),
    '=': Math.min(max, level * 1.5),
    '-': Math.max(fit, level / 1.5),
  }
  const wanted = levels[key.toLowerCase()]
  if (wanted === undefined) return
  take()
  slide.zoomTo(wanted, { x: innerWidth / 2, y: innerHeight / 2 }, 200)
}

function slideOf({ type, file, medium, poster, thumb, pass = '' }: Media, alt: string) {
  const shown: File = type === 'video' ? (poster ?? thumb ?? file) : file
  const { width, height } = shown
  return { src: shown.url + pass, width, height, alt, ...(medium && { msrc: medium.url + pass }) }
}
