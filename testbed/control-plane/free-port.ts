import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** Below the ports that the kernel gives to connections, so that none of those takes one before it is listened on. */
const FIRST = 20_000
const COUNT = 10_000
const ATTEMPTS = 50
/** Workers of mocha ask at the same time, and a port is free until somebody listens: so each has ports of its own. */
const WORKERS = 10
const worker = process.env['MOCHA_WORKER_ID']
const share = worker === undefined ? COUNT : COUNT / WORKERS
const first = worker === undefined ? FIRST : FIRST + (Number(worker) % WORKERS) * share

const given = new Set<number>()

const firstOfConnections = (): number => {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10)
  } catch {
    return 0
  }
}

/** The port if it is free, any that is for 0. */
const listenAt = (wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })

/**
 * A TCP port of 127.0.0.1 that was free a moment ago, and another one at each call: somebody who listens may still be
 * faster, so who can does ask again.
 */
export const freePort = async (): Promise<number> => {
  if (firstOfConnections() < FIRST + COUNT) return listenAt(0)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const wanted = first + Math.floor(Math.random() * share)
    if (given.has(wanted)) continue
    const port = await listenAt(wanted).catch(() => undefined)
    // Another call may have got it meanwhile.
    if (port === undefined || given.has(port)) continue
    given.add(port)
    return port
  }
  return listenAt(0)
}
