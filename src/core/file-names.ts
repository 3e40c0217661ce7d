import { cut } from './names.ts'

/** How many characters a name has at most. */
export const longestName = 255

/** The last part of a name or path that a client gave, whichever slashes it uses, without control characters; '' for '.' and '..'. */
export function baseName(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const clean = last.replace(/[\u0000-\u001f\u007f]/g, '').trim()
  return clean === '.' || clean === '..' ? '' : clean
}

/** Text whose UTF-8 was taken for Latin-1 on its way ("Ã©" for "é") put right; any other text as it is. */
export function repairText(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}

/**
 * A name as a part of a path: NFC, no control characters, one blank where there were several and none at the ends; '' for
 * '.' and '..'. What is canonical stays as it is.
 */
export function canonicalName(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/[^\P{Cc}\s]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  return clean === '.' || clean === '..' ? '' : clean.normalize('NFC')
}

/** A client's file name as it is kept: its last part, canonical, at most `longestName` characters. */
export function keptName(name: string): string {
  return cut(canonicalName(baseName(name.replace(/\s+/g, ' '))), longestName).trim()
}
