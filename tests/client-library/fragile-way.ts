import { connect, createServer, type Socket } from 'node:net'

/**
 * What happens once to a connection, in the order in which it is listed: cut after so many bytes of a request's, or
 * when the server answers a request that begins so, before any of the answer has passed.
 */
export type Fault = { afterBytes: number } | { answerTo: RegExp }

export type FragileWay = AsyncDisposable & {
  url: string
  /** Those that are still to come. */
  faults: Fault[]
  /** Bytes that have gone to the server. */
  passed(): number
  /** The first lines of the requests that have gone to the server. */
  asked: string[]
  /** Where it leads to; a server that starts anew has another port. */
  leadTo(port: number): void
}

/** A way to a server on loopback that breaks where it is told to. */
export async function openFragileWay(target: { url: string }, faults: Fault[] = []): Promise<FragileWay> {
  const sockets = new Set<Socket>()
  const asked: string[] = []
  let port = Number(new URL(target.url).port)
  let passed = 0
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let line = ''
    let before = passed
    const cut = () => {
      faults.shift()
      near.destroy()
      far.destroy()
    }
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    near.on('data', (chunk) => {
      const [found] = /^[A-Z]+ \S+(?= HTTP\/1\.1\r\n)/.exec(chunk.toString('latin1', 0, 200)) ?? []
      if (found !== undefined) {
        line = found
        before = passed
        asked.push(line)
      }
      const fault = faults[0]
      const most = fault && 'afterBytes' in fault ? fault.afterBytes - (passed - before) : Infinity
      const going = chunk.subarray(0, Math.max(0, Math.min(chunk.length, most)))
      passed += going.length
      if (!far.write(going, () => void (going.length < chunk.length && cut()))) {
        near.pause()
        far.once('drain', () => near.resume())
      }
    })
    far.on('data', (chunk) => {
      const fault = faults[0]
      if (fault && 'answerTo' in fault && fault.answerTo.test(line)) return cut()
      near.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${own}`,
    faults,
    asked,
    passed: () => passed,
    leadTo: (given) => {
      port = given
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
