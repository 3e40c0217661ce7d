import { leftFlag } from './running.svelte.ts'

/** Before signing out: what this browser keeps of the person's queue goes with them, once they have agreed. */
export function leave(event: SubmitEvent & { currentTarget: HTMLFormElement }, user: string): void {
  if (localStorage.getItem(leftFlag) === null) return
  event.preventDefault()
  const { currentTarget: form } = event
  void import('./leaving.ts')
    .then(({ mayLeave }) => mayLeave(user))
    .catch(() => true)
    .then((may) => may && form.submit())
}
