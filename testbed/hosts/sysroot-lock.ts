import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HostLayout, hostPath } from './layout'

/**
 * The real lock is an open-file-description lock, which the kernel frees when its holder dies. Node has no such call, but
 * an abstract Unix socket has the same property: one process can listen on a name, and SIGKILL frees it.
 */
const socketName = (layout: HostLayout): string =>
  `\0simulated-sysroot-${createHash('sha256').update(layout.dir).digest('hex').slice(0, 32)}`

const tryListen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer(socket => socket.on('error', () => undefined))
    server.once('error', error => {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen({ path }, () => resolve(server))
  })

/** Resolves when the holder lets go, or a little later: several may wait for the same holder. */
const holderGone = (path: string): Promise<void> =>
  new Promise(resolve => {
    const socket = connect({ path })
    socket.once('error', () => undefined)
    socket.once('close', () => resolve())
  })

/**
 * Runs `work` under /ostree/lock: exclusive, blocking without a word and without a timeout, as bootc takes it for every
 * verb including `status`. The file stays behind when the holder is killed, and blocks nobody then.
 */
export const underSysrootLock = async <T>(layout: HostLayout, work: () => Promise<T>): Promise<T> => {
  const path = socketName(layout)
  const connections: Array<{ destroy: () => void }> = []
  let server = await tryListen(path)
  while (server === undefined) {
    await holderGone(path)
    await sleep(5)
    server = await tryListen(path)
  }
  server.on('connection', socket => connections.push(socket))
  const file = hostPath(layout, '/ostree/lock')
  writeFileSync(file, '', { mode: 0o600 })
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
    const held = server
    await new Promise<void>(resolve => {
      held.close(() => resolve())
      for (const connection of connections) connection.destroy()
    })
  }
}

/** True while some command holds the lock. */
export const isSysrootLocked = async (layout: HostLayout): Promise<boolean> => {
  const server = await tryListen(socketName(layout))
  server?.close()
  return server === undefined
}
