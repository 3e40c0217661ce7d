/** So many go in one call. */
export const chunk = 500
/** The server takes bodies of 512 KB; what is undone may carry long descriptions. */
const largest = 400_000

/** Cuts into parts that one call takes. */
export function parts<Item>(all: readonly Item[]): Item[][] {
  const cut: Item[][] = []
  let size = 0
  for (const item of all) {
    const more = JSON.stringify(item).length + 1
    const last = cut.at(-1)
    if (!last || last.length >= chunk || size + more > largest) {
      cut.push([item])
      size = more
    } else {
      last.push(item)
      size += more
    }
  }
  return cut
}
