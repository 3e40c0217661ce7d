const formatters = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-22 05:15:02` at a time zone; `time` in milliseconds. */
export function dateTime(time: number, timeZone: string): string {
  return formatterOf(timeZone).format(time).replace(', ', ' ')
}

/** `2026/11/22` at a time zone: the folder of a media's files. */
export function dateFolder(time: number, timeZone: string): string {
  return dateTime(time, timeZone).slice(0, 10).replaceAll('-', '/')
}

/** `2026-11-22` at a time zone. */
export function dayOf(time: number, timeZone: string): string {
  return dateTime(time, timeZone).slice(0, 10)
}

/** When a day (`2026-11-22`) begins at a time zone, milliseconds; `later` days after it. */
export function startOfDay(day: string, timeZone: string, later = 0): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + later * 86_400_000
  let time = wanted
  // The offset may be another at the time first guessed, when clocks are changed between.
  for (let round = 0; round < 2; round++) {
    time += wanted - Date.parse(`${dateTime(time, timeZone).replace(' ', 'T')}Z`)
  }
  return time
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const formatter = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formatters.set(timeZone, formatter)
  return formatter
}
