import type { Objects } from './fake-api'
import { type FakeServer, startFakeServer } from './fake-server'
import { buildProgram, type Program } from './program'

export interface ServedProgram {
  readonly program: Program
  readonly server: FakeServer
  /** The path of a kubeconfig of that server. */
  readonly kubeconfig: string
}

/** The program, and an API server that has these objects, from the first test of a suite to its last. */
export const servedProgram = (objects: Objects): ServedProgram => {
  const served = {} as ServedProgram
  before(async () => {
    const program = await buildProgram()
    const server = await startFakeServer(objects)
    Object.assign(served, { program, server, kubeconfig: program.file('kubeconfig', server.kubeconfig()) })
  })
  after(async () => {
    await served.server.stop()
    served.program.remove()
  })
  return served
}
