import type { SubmitFunction } from '$app/forms'

/** A form that is sent without leaving the page: whether it is under way, and what `use:enhance` is given. */
export function sending(options: { reset?: boolean; onsuccess?: (data: unknown) => void } = {}) {
  const state = $state({ busy: false })
  const submit: SubmitFunction = () => {
    state.busy = true
    return async ({ update, result }) => {
      await update({ reset: (options.reset ?? false) && result.type === 'success' })
      state.busy = false
      if (result.type === 'success') options.onsuccess?.(result.data)
    }
  }
  return {
    get busy() {
      return state.busy
    },
    submit,
  }
}
