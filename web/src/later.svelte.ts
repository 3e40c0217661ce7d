/** Whether a part of the page could not be loaded: only loading the whole anew helps. */
export const broken = $state({ is: false })

/** Waits before the next try, milliseconds. */
const waits = [500, 2000, 5000]

/**
 * Loads a part of the page, more than once where the network fails. What cannot be had, because the server has another
 * version by now, is rejected, and the page says that it has to be loaded anew.
 */
export async function later<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const wait of waits) {
    try {
      return await load()
    } catch {
      await new Promise((done) => setTimeout(done, wait))
    }
  }
  return load().catch((error: unknown) => {
    broken.is = true
    throw error
  })
}
