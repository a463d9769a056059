import { statSync } from 'node:fs'
import { createServer } from 'node:net'

/**
 * Claims the host for this process: two agents that change it at once could undo each other, and on composefs brick it
 * (recorded steps 241 to 245). The claim is an abstract socket of the host's network, which all agents of a host share:
 * unlike a file, the kernel takes it back whenever the process ends, so no dead agent locks out the next.
 */
export const isOnlyAgent = (hostRoot: string): Promise<boolean> => {
  const { dev, ino } = statSync(hostRoot)
  return new Promise((resolve, reject) => {
    const claim = createServer(visitor => visitor.destroy())
    claim.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    claim.listen(`\0bootc-operator-agent/${dev}/${ino}`, () => {
      // It alone must not keep the process alive.
      claim.unref()
      resolve(true)
    })
  })
}
