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
