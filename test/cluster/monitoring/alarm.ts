import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Prometheus, startPrometheus } from '../../../testbed/prometheus/prometheus'
import type { Keys } from '../../../testbed/registry/scripted-registry'

/** Alerts that fire always: our own, and what is only told. The default query of a gate leaves them out. */
const RULES = `groups:
  - name: alarm
    rules:
      - { alert: KubeletDown, expr: test_alarm == 1, labels: { severity: critical, node: node-3 } }
      - { alert: BootcRolloutStalled, expr: vector(1), labels: { severity: warning, pool: workers } }
      - { alert: Watchdog, expr: vector(1), labels: { severity: none } }
      - { alert: InfoInhibitor, expr: vector(1), labels: { severity: info } }
`

/** What stands between the operator and Prometheus. */
export interface Front {
  readonly url: string
  /** Queries so far. */
  readonly asked: () => number
  readonly stop: () => void
}

const stopping = (server: { close: () => void; closeAllConnections: () => void }) => (): void => {
  server.close()
  server.closeAllConnections()
}

/** A server at this address that answers so. */
export const startFront = async (
  answer: (request: IncomingMessage, response: Parameters<RequestListener>[1]) => void,
  keys?: Keys,
): Promise<Front> => {
  let asked = 0
  const listener: RequestListener = (request, response) => {
    asked += 1
    answer(request, response)
  }
  const server = keys === undefined ? createHttpServer(listener) : createHttpsServer({ ...keys }, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `${keys === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  return { url, asked: () => asked, stop: stopping(server) }
}

/** A proxy before Prometheus; with a token it lets pass only who shows it, as kube-rbac-proxy does. */
export const proxyTo = (url: string, keys?: Keys, token?: string): Promise<Front> =>
  startFront(async ({ url: path = '', headers }, response) => {
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end('Unauthorized\n')
      return
    }
    const answer = await fetch(`${url}${path}`).catch(() => undefined)
    if (answer === undefined) response.writeHead(502).end()
    else response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
  }, keys)

/** A real Prometheus, whose alert KubeletDown fires while it is to. */
export interface Alarm {
  readonly prometheus: Prometheus
  readonly sound: (on: boolean) => void
  readonly stop: () => Promise<void>
}

export const startAlarm = async (dir: string): Promise<Alarm> => {
  let isOn = false
  const target = await startFront((_, response) => response.end(`test_alarm ${isOn ? 1 : 0}\n`))
  const prometheus = await startPrometheus({ dir, targets: [target.url.slice('http://'.length)], rules: RULES })
  return {
    prometheus,
    sound: on => {
      isOn = on
    },
    stop: async () => {
      await prometheus.stop()
      target.stop()
    },
  }
}
