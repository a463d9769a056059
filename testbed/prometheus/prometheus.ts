import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../control-plane/free-port'
import { START_SECONDS } from '../control-plane/process-log'
import { createProcessSet } from '../control-plane/process-set'
import { waitFor } from '../control-plane/wait-for'
import { prometheusPrograms } from './programs'

export interface PrometheusOptions {
  readonly dir: string
  /** `host:port` of what is scraped at /metrics. */
  readonly targets: ReadonlyArray<string>
  /** The text of a rule file. */
  readonly rules: string
}

/** One series of an answer; `value` is its latest. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

/** A real Prometheus that scrapes and evaluates every second. */
export interface Prometheus {
  readonly url: string
  /** Rejects with what Prometheus says of an expression that it does not understand. */
  readonly query: (expression: string) => Promise<ReadonlyArray<Sample>>
  /** Labels of the alerts that fire now. */
  readonly firing: () => Promise<ReadonlyArray<Readonly<Record<string, string>>>>
  readonly stop: () => Promise<void>
}

const configOf = (targets: ReadonlyArray<string>): string => `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yaml]
scrape_configs:
  - job_name: bootc-operator
    static_configs: [{ targets: ${JSON.stringify(targets)} }]
`

interface Answer<T> {
  readonly status: string
  readonly error?: string
  readonly data: T
}

export const startPrometheus = async ({ dir, targets, rules }: PrometheusOptions): Promise<Prometheus> => {
  const { prometheus } = await prometheusPrograms()
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'prometheus.yaml'), configOf(targets))
  writeFileSync(join(dir, 'rules.yaml'), rules)
  const address = `127.0.0.1:${await freePort()}`
  const url = `http://${address}`
  const processes = createProcessSet()
  const args = [
    `--config.file=${join(dir, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=${address}`,
  ]
  const running = await processes.start({ file: prometheus, args, logFile: join(dir, 'prometheus.log') })

  const ask = async <T>(path: string): Promise<T> => {
    const answer = (await (await fetch(`${url}${path}`)).json()) as Answer<T>
    if (answer.status !== 'success') throw new Error(answer.error)
    return answer.data
  }
  await waitFor({
    what: `Prometheus (its log: ${running.logFile})`,
    seconds: START_SECONDS,
    look: async () => {
      const end = running.ended()
      if (end !== undefined) throw new Error(`Prometheus ended with ${end}, see ${running.logFile}`)
      return fetch(`${url}/-/ready`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      )
    },
  })
  return {
    url,
    query: async expression => {
      const { result } = await ask<{ result: ReadonlyArray<Sample> }>(
        `/api/v1/query?query=${encodeURIComponent(expression)}`,
      )
      return result
    },
    firing: async () => {
      const { alerts } = await ask<{
        alerts: ReadonlyArray<{ state: string; labels: Readonly<Record<string, string>> }>
      }>('/api/v1/alerts')
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels)
    },
    stop: processes.killAll,
  }
}
