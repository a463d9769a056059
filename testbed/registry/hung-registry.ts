import { createServer, type Socket } from 'node:net'

export interface HungRegistry {
  /** `127.0.0.1:port`. */
  readonly host: string
  /** How many connections it has accepted. */
  readonly accepted: () => number
  /** How many of them nobody has closed. */
  readonly open: () => number
  readonly stop: () => void
}

/** A host that accepts connections and never says a word. */
export const startHungRegistry = async (): Promise<HungRegistry> => {
  const sockets = new Set<Socket>()
  let accepted = 0
  const server = createServer(socket => {
    accepted += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    accepted: () => accepted,
    open: () => sockets.size,
    stop: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
