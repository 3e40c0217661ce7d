import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** One request on a connection of its own, which it offers to keep open; unlike fetch it sends the path and the headers exactly as they are given. */
export async function ask(
  site: string,
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(site)
  const agent = new Agent({ keepAlive: true })
  const answered = new Promise<Answer>((resolve, reject) => {
    const sent = request({ hostname, port, path, agent, ...options }, (answer) => {
      buffer(answer).then(
        (body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
        reject,
      )
    })
    sent.once('error', reject)
    sent.end()
  })
  return await answered.finally(() => agent.destroy())
}
