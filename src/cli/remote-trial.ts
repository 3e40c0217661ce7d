import type { Trial } from '../remotes/try-out.ts'

/** A trial as lines: the request after `>`, the answer after `<`, then what it means. */
export function trialLines({ request, answer, url, removed, problem }: Trial): string[] {
  const headers = (given: Readonly<Record<string, string>>) =>
    Object.entries(given).map(([name, value]) => `${name}: ${value}`)
  const sent = [`${request.method} ${request.url}`, ...headers(request.headers), '', ...linesOf(request.body)]
  const came = answer ? [`${answer.status}`, ...headers(answer.headers), '', ...linesOf(answer.text)] : []
  return [
    ...sent.map((line) => `> ${line}`.trimEnd()),
    ...came.map((line) => `< ${line}`.trimEnd()),
    '',
    ...(url === undefined ? [] : [`The sample lies at ${url}${removed ? '; it was deleted again' : ''}`]),
    ...(removed === undefined && url !== undefined
      ? ['The host gives no address by which copies are deleted, or deletePath does not lead to it']
      : []),
    problem ? `To mend: ${problem.message}` : 'It works.',
  ]
}

/** Control characters stay where they are: what a host answers is no command to a terminal. */
function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.replace(/\p{Cc}/gu, '�'))
}
