import { type Choice, type Download, type Subject, textOf } from './codes.ts'
import { forCsv } from './escapes.ts'

const types = { txt: 'text/plain', csv: 'text/csv', json: 'application/json' } as const

/** Links as a file: the codes themselves, or a table of all addresses. Deletion links only when those were chosen. */
export function fileOf(
  list: readonly Subject[],
  choice: Choice,
  as: Download,
): { text: string; type: string } {
  const type = `${types[as]};charset=utf-8`
  if (as === 'txt') return { text: `${textOf(list, choice)}\n`, type }
  const isDeletion = 'target' in choice && choice.target === 'delete'
  const rows = list.map((subject) => rowOf(subject, isDeletion))
  if (as === 'json') return { text: `${JSON.stringify(rows, null, 2)}\n`, type }
  const [first = {}] = rows
  const lines = [Object.keys(first), ...rows.map((row) => Object.values(row))]
  // Spreadsheets take a table for UTF-8 only with this mark.
  return { text: `\uFEFF${lines.map((line) => `${line.map(forCsv).join(',')}\r\n`).join('')}`, type }
}

function rowOf(subject: Subject, withDeletion: boolean): Record<string, string | number> {
  const { id, title, filename, file, medium, thumb, poster, page, deletionUrl } = subject
  const { url, mime: type, size, width, height } = file
  return {
    ...{ id, title, filename, type, size, width, height, url, page },
    medium: medium?.url ?? '',
    thumb: thumb?.url ?? '',
    poster: poster?.url ?? '',
    ...(withDeletion && { delete: deletionUrl ?? '' }),
  }
}
