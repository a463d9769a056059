import { createSocket, type Socket } from 'node:dgram'

/** A switch between machines: each has a cable of two UDP ports, and what one sends gets to the others. */
export interface NetworkSwitch {
  /** A new cable: QEMU's `from` is its own port, `to` the switch's. */
  readonly plug: (from: number) => Promise<{ readonly from: number; readonly to: number }>
  /** Cuts a cable, by the machine's port, or mends it. */
  readonly cut: (from: number, isCut: boolean) => void
  readonly close: () => void
}

interface Cable {
  readonly from: number
  readonly socket: Socket
  isCut: boolean
}

const bound = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', () => {
      socket.removeListener('error', reject)
      // A machine that is off refuses packets, which is its right.
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })

export const createNetworkSwitch = (): NetworkSwitch => {
  const cables: Cable[] = []
  const send = (source: Cable, frame: Buffer): void => {
    if (source.isCut) return
    for (const cable of cables)
      if (cable !== source && !cable.isCut) cable.socket.send(frame, cable.from, '127.0.0.1', () => undefined)
  }
  return {
    plug: async from => {
      const socket = await bound()
      const cable: Cable = { from, socket, isCut: false }
      socket.on('message', (frame, { port }) => port === from && send(cable, frame))
      // It alone must not keep the process alive.
      socket.unref()
      cables.push(cable)
      return { from, to: socket.address().port }
    },
    cut: (from, isCut) => {
      for (const cable of cables) if (cable.from === from) cable.isCut = isCut
    },
    close: () => {
      for (const { socket } of cables.splice(0)) socket.close()
    },
  }
}
