import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How often a waiting run looks whether the lock is free, in milliseconds: short beside a build of minutes. */
const LOOK_EVERY = 250

// A name in Linux's abstract socket namespace belongs to one process at a time and the kernel frees it when that
// process ends, however it ends. So a dead holder cannot hang others, and there is no stale lock file to judge.
const socketName = (name: string): string => `\0bootc-operator-${createHash('sha256').update(name).digest('hex')}`

const tryToHold = (name: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(socketName(name), () => resolve(server.unref()))
  })

/**
 * Runs the work while no other process on this machine holds the lock of the same name; `onWait` is called once if it
 * has to wait. Only Linux has such sockets: elsewhere the work runs without a lock and must be merely wasteful twice.
 */
export const withLock = async <T>(name: string, onWait: () => void, work: () => Promise<T>): Promise<T> => {
  if (process.platform !== 'linux') return work()
  let held = await tryToHold(name)
  if (held === undefined) onWait()
  while (held === undefined) {
    await sleep(LOOK_EVERY)
    held = await tryToHold(name)
  }
  try {
    return await work()
  } finally {
    held.close()
  }
}
