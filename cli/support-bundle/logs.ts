import * as t from 'io-ts'
import { POOL_LABEL } from '../../hooks/api/names'
import { commandError, EXIT } from '../exit'
import { PODS } from './listings'
import type { Part } from './pieces'
import { redactText } from './redact'

/** A pod of the operator's namespace, as far as its log needs it. */
export const LoggedPod = t.intersection(
  [
    t.type({
      metadata: t.intersection([t.type({ name: t.string }), t.partial({ labels: t.record(t.string, t.string) })]),
      spec: t.intersection([
        t.type({ containers: t.readonlyArray(t.type({ name: t.string })) }),
        t.partial({ nodeName: t.string }),
      ]),
    }),
    t.partial({
      status: t.partial({ containerStatuses: t.readonlyArray(t.type({ name: t.string, restartCount: t.number })) }),
    }),
  ],
  'Pod',
)
export interface LoggedPod extends t.TypeOf<typeof LoggedPod> {}

/** Agents whose logs are taken: those of nodes in trouble first. */
const MOST_AGENTS = 20
/** Lines that are asked for of each log; a busy hook server writes some thousand an hour. */
const MOST_LINES = '20000'

/** The end of a text at this path of the API server. Rejects with ApiError. */
export type ReadEnd = (path: string, query: Readonly<Record<string, string>>) => Promise<string>

const isAgent = ({ metadata }: LoggedPod): boolean => metadata.labels?.[POOL_LABEL] !== undefined

const logPart = (readEnd: ReadEnd, pod: string, container: string, previous: boolean): Part => {
  const file = `logs/${pod}/${container}${previous ? '.previous' : ''}.log`
  return {
    what: file,
    read: async () => {
      const query = { container, timestamps: 'true', tailLines: MOST_LINES, ...(previous && { previous: 'true' }) }
      return [{ name: file, text: redactText(await readEnd(`${PODS}/${pod}/log`, query)) }]
    },
  }
}

const logsOf = (readEnd: ReadEnd, { metadata, spec, status }: LoggedPod): ReadonlyArray<Part> =>
  spec.containers.flatMap(({ name }) => {
    const restarts = status?.containerStatuses?.find(container => container.name === name)?.restartCount ?? 0
    const present = logPart(readEnd, metadata.name, name, false)
    return restarts > 0 ? [present, logPart(readEnd, metadata.name, name, true)] : [present]
  })

/** What is asked of the operator's own pods on their ports of metrics (manifests/operator/deployment.yaml). */
const METRICS = { hooks: 8082, metacontroller: 9999 } as const

const metricsOf = (readEnd: ReadEnd, pod: LoggedPod): ReadonlyArray<Part> =>
  Object.entries(METRICS).map(([container, port]) => ({
    what: `metrics/${pod.metadata.name}/${container}.txt`,
    read: async () => {
      const text = await readEnd(`${PODS}/${pod.metadata.name}:${port}/proxy/metrics`, {})
      return [{ name: `metrics/${pod.metadata.name}/${container}.txt`, text: redactText(text) }]
    },
  }))

/** Logs and metrics of the operator's pods, and logs of agents. `trouble` is higher for a node that needs a look sooner. */
export const podParts = (
  pods: ReadonlyArray<LoggedPod>,
  readEnd: ReadEnd,
  trouble: (node: string | undefined) => number,
): ReadonlyArray<Part> => {
  const agents = pods.filter(isAgent)
  const worst = [...agents].sort((a, b) => trouble(b.spec.nodeName) - trouble(a.spec.nodeName))
  const left = agents.length - MOST_AGENTS
  const operators = pods.filter(pod => !isAgent(pod))
  const unread: Part = {
    what: `logs of ${left} more agents`,
    read: () =>
      Promise.reject(commandError(EXIT.refused, `those of ${MOST_AGENTS} are taken: name one pool to have others`)),
  }
  return [
    ...operators.flatMap(pod => logsOf(readEnd, pod)),
    ...operators.flatMap(pod => metricsOf(readEnd, pod)),
    ...worst.slice(0, MOST_AGENTS).flatMap(pod => logsOf(readEnd, pod)),
    ...(left > 0 ? [unread] : []),
  ]
}
