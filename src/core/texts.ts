import { cut } from './names.ts'

const longestTag = 32

/** How many tags a media has at most. */
export const mostTags = 100

/**
 * What somebody typed, without control characters but tabs and line ends (forms send two characters), without halves
 * of characters.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .trim()
}

/** The same on one line, as names and titles are, and without what turns the direction of the text around it. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The tags of a comma list: blanks collapsed, unique by exact case; one with `/` or `#` has no address and is dropped. */
export function tagsIn(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => cut(tag.replace(/\s+/g, ' ').trim(), longestTag).trim())
    .filter((tag) => tag !== '' && !/[/#]/.test(tag))
  return [...new Set(tags)]
}
