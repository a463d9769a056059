import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { type Prometheus, startPrometheus } from '../../../testbed/prometheus/prometheus'
import { createServerCertificate } from '../../../testbed/registry/certificates'
import { type Keys, startScriptedRegistry } from '../../../testbed/registry/scripted-registry'

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

/** A server at this address that answers so. */
export const startFront = async (answer: RequestListener, keys?: Keys): Promise<Front> => {
  const { host, requests, stop } = await startScriptedRegistry(answer, keys)
  const scheme = keys === undefined ? 'http' : 'https'
  return { url: `${scheme}://${host}`, asked: () => requests().length, stop }
}

/** The keys of a server on 127.0.0.1, and the PEM of the authority that its clients are to trust. */
export const loopbackKeys = async (folder: string): Promise<{ readonly ca: string; readonly keys: Keys }> => {
  const { caFile, certFile, keyFile } = await createServerCertificate(folder, ['127.0.0.1'])
  const [ca = '', cert = '', key = ''] = [caFile, certFile, keyFile].map(file => readFileSync(file, 'utf8'))
  return { ca, keys: { cert, key } }
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
