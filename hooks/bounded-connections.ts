import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** How many connections a server keeps open at once. */
export interface ConnectionBounds {
  readonly all: number
  /** Of one remote address: so that one that opens many takes no place from the kubelet and from Prometheus. */
  readonly perAddress: number
}

/** Closes at once what is over the bounds. */
export const boundConnections = (server: Server, { all, perAddress }: ConnectionBounds): void => {
  const open = new Map<string, number>()
  let sum = 0
  server.on('connection', (socket: Socket) => {
    const from = socket.remoteAddress ?? ''
    const ofIt = open.get(from) ?? 0
    if (sum >= all || ofIt >= perAddress) {
      socket.destroy()
      return
    }
    sum += 1
    open.set(from, ofIt + 1)
    socket.once('close', () => {
      sum -= 1
      const left = (open.get(from) ?? 1) - 1
      if (left > 0) open.set(from, left)
      else open.delete(from)
    })
  })
}
