const jump = 10

/** Does what a key means to a film: space and K play, J and L go back and on, M is quiet, F fills the screen. */
export function playerKey(video: HTMLVideoElement, key: string): boolean {
  const work = works[key.length === 1 ? key.toLowerCase() : key]
  work?.(video)
  return work !== undefined
}

const works: Readonly<Record<string, (video: HTMLVideoElement) => void>> = {
  k: toggle,
  ' ': toggle,
  j: (video) => go(video, -jump),
  l: (video) => go(video, jump),
  m: (video) => {
    video.muted = !video.muted
  },
  f: (video) => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void video.requestFullscreen().catch(() => {})
  },
}

function toggle(video: HTMLVideoElement): void {
  if (video.paused) void video.play().catch(() => {})
  else video.pause()
}

function go(video: HTMLVideoElement, seconds: number): void {
  const end = Number.isFinite(video.duration) ? video.duration : 0
  video.currentTime = Math.min(end, Math.max(0, video.currentTime + seconds))
}
