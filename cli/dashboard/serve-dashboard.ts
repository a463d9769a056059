import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { KubeConfig } from '@kubernetes/client-node'
import { errorText } from '../../hooks/api/error-text'
import { clusterName } from '../cluster/connect'
import { commandError, EXIT } from '../exit'
import { keepShowing } from '../status/keep-showing'
import { createDashboardServer } from './dashboard-server'
import type { PageParts } from './document'

export interface Serving {
  readonly config: KubeConfig
  readonly page: PageParts
  /** 0 means any that is free. */
  readonly port: number
  readonly now: () => Date
  /** Called with the address once, when there is something to see; answers how to clean up after it. */
  readonly ready: (address: string) => () => void
  /** Resolves when the user has had enough. */
  readonly interrupted: Promise<void>
}

const LOOPBACK = '127.0.0.1'
const TOKEN_BYTES = 24

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EADDRINUSE'

/** Serves the page on this machine alone, until the user has had enough; rejects when the cluster cannot be read at first. */
export const serveDashboard = async ({ config, page, port, now, ready, interrupted }: Serving): Promise<void> => {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const { server, show } = createDashboardServer({ page, token, now, cluster: clusterName(config) })
  server.listen(port, LOOPBACK)
  try {
    await once(server, 'listening')
  } catch (error) {
    const why = isTaken(error) ? `another program listens on port ${port} already` : errorText(error)
    throw commandError(EXIT.failed, `--port: ${why}`)
  }
  const address = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/${token}/`
  let tidy: (() => void) | undefined
  const draw = (fleet: Parameters<typeof show>[0]): void => {
    show(fleet)
    tidy ??= ready(address)
  }
  try {
    await keepShowing({ config, draw, ticks: false, interrupted })
  } finally {
    tidy?.()
    server.close()
    server.closeAllConnections()
  }
}
