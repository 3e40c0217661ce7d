/** Columns that a character takes on a terminal: two for those of East Asia and pictographs, none for those that join. */
function columnsOf(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0
  const wide =
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]$/u
  return wide.test(character) ? 2 : 1
}

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** The text without control characters in at most so many columns; its end says more of a file than its beginning. */
export function shorten(text: string, columns: number): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ')
  if (widthOf(clean) <= columns) return clean
  const characters = [...clean]
  let width = 1
  let from = characters.length
  while (from > 0 && width + columnsOf(characters[from - 1] ?? '') <= columns) {
    from--
    width += columnsOf(characters[from] ?? '')
  }
  return `…${characters.slice(from).join('')}`
}
