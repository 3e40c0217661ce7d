const asked = new Set<string>()

/** Fetches a style sheet of what is shown only when asked for: with the page it would be fetched each time. */
export async function addStyleSheet(href: string): Promise<void> {
  if (asked.has(href)) return
  asked.add(href)
  const link = document.createElement('link')
  const loaded = new Promise((done) => {
    link.onload = done
    link.onerror = done
  })
  link.rel = 'stylesheet'
  link.href = href
  document.head.append(link)
  await loaded
}
