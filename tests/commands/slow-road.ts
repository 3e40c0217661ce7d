import { connect, createServer, type Socket } from 'node:net'

/** The way to a server, on which bytes can be held up. */
export type Road = AsyncDisposable & {
  url: string
  /** Bytes that went to the server so far. */
  passed(): number
  /** Resolves when something is held up. */
  stuck: Promise<void>
  /** Lets everything pass, from now on. */
  clear(): void
}

/** A road to the server at `target` that lets so many bytes pass. */
export async function openRoad(target: string, allowed = Number.POSITIVE_INFINITY): Promise<Road> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const waiting = new Set<() => void>()
  const jam = Promise.withResolvers<void>()
  let [passed, limit] = [0, allowed]
  const road = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    far.pipe(near)
    near.on('data', (bytes) => {
      const pass = () => {
        passed += bytes.length
        far.write(bytes)
      }
      if (passed < limit) return pass()
      near.pause()
      waiting.add(() => {
        pass()
        near.resume()
      })
      jam.resolve()
    })
  })
  await new Promise<void>((resolve) => road.listen(0, '127.0.0.1', resolve))
  const address = road.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    passed: () => passed,
    stuck: jam.promise,
    clear() {
      limit = Number.POSITIVE_INFINITY
      for (const go of waiting) go()
      waiting.clear()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => road.close(resolve))
    },
  }
}
