export type Toast = {
  id: number
  text: string
  tone: 'plain' | 'good' | 'bad'
  action: { label: string; run: () => void } | undefined
  seconds: number
}

let last = 0

/** What is shown now, oldest first. Filled in the browser only. */
export const toasts = $state<Toast[]>([])

/** Says something for some seconds, five unless told, with a way to undo it. Answers a function that takes it away. */
export function toast(
  text: string,
  options: { tone?: Toast['tone']; action?: Toast['action']; seconds?: number } = {},
): () => void {
  const id = ++last
  const { tone = 'plain', action, seconds = action ? 8 : 5 } = options
  toasts.push({ id, text, tone, action, seconds })
  if (toasts.length > 4) toasts.shift()
  return () => dismiss(id)
}

/** Takes a toast away. */
export function dismiss(id: number): void {
  const at = toasts.findIndex((each) => each.id === id)
  if (at !== -1) toasts.splice(at, 1)
}
