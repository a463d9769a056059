import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { boundConnections, type ConnectionBounds } from './bounded-connections'

/** Metacontroller's HTTP client keeps idle connections for 90 s; Node's 5 s would race with its next POST. */
const KEEP_ALIVE_MS = 120_000
/** How long open requests may take after a signal to stop, in milliseconds; a sync is bounded to 8 s. */
const GRACE_MS = 10_000

/**
 * For a port that everybody reaches: the kubelet and Prometheus ask seldom and at once, while one that opens connections and
 * says nothing, or says it slowly, keeps none for long.
 */
const STRANGERS: ConnectionBounds = { all: 256, perAddress: 16 }
const STRANGER_MS = 5000
/** How often it is looked for connections that took too long, in milliseconds. */
const CHECK_MS = 1000

export interface Address {
  readonly host: string
  /** 0 means a free one, which the log names. */
  readonly port: number
  /** The variable that sets the port. */
  readonly setting: string
  /** Whether just anybody reaches it, and not Metacontroller alone. */
  readonly isOpen?: boolean
}

const forStrangers = (app: RequestListener): Server => {
  const options = { connectionsCheckingInterval: CHECK_MS, headersTimeout: STRANGER_MS, requestTimeout: STRANGER_MS }
  const server = createServer({ ...options, keepAliveTimeout: STRANGER_MS }, app)
  // A connection that says nothing at all is no request yet, and times out by itself alone.
  server.setTimeout(2 * STRANGER_MS)
  boundConnections(server, STRANGERS)
  return server
}

const forMetacontroller = (app: RequestListener): Server => {
  const server = createServer(app)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.headersTimeout = KEEP_ALIVE_MS + 5000
  return server
}

/** Serves at an address; a port that is taken ends the process. */
export const serve = (app: RequestListener, { host, port, setting, isOpen }: Address, logger: Logger): Server => {
  const server = isOpen === true ? forStrangers(app) : forMetacontroller(app)
  server.on('error', error => {
    logger.fatal({ err: error }, `cannot listen on ${host}:${port}; set ${setting} to a free port`)
    process.exit(1)
  })
  server.listen(port, host, () => {
    logger.info({ host, port: (server.address() as AddressInfo).port, setting }, 'listening')
  })
  return server
}

/** Ends the process when it is asked to, once what is being answered is answered. `stopping` is called first. */
export const stopOnSignals = (servers: ReadonlyArray<Server>, stopping: (signal: NodeJS.Signals) => void): void => {
  const closed = (server: Server): Promise<void> =>
    new Promise(done => {
      server.close(() => done())
      server.closeIdleConnections()
    })
  const stop = (signal: NodeJS.Signals): void => {
    stopping(signal)
    void Promise.all(servers.map(closed)).then(() => process.exit(0))
    setTimeout(() => process.exit(0), GRACE_MS).unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
}
