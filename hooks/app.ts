import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import * as E from 'fp-ts/Either'
import type { Logger } from 'pino'
import pinoHttp from 'pino-http'
import type { PodReference } from './api/drain'
import type { OperatorProblem } from './api/operator-problem'
import { hook } from './hook'
import { onlyWithKey } from './hooks-key'
import { parseInParts } from './json-in-parts'
import { measuredPoolSync, measuredPrometheus, measuredRegistry, measuredRolloutSync } from './metrics/measured'
import type { Metrics } from './metrics/metrics'
import { hookNamed } from './metrics/words'
import { NodeCustomizeRequest, NodeSyncRequest } from './node-sync/request'
import { createNodeMemory, customizeNode, syncNode } from './node-sync/sync'
import type { AgentSettings } from './pool-sync/agent-daemon-set'
import { PoolSyncRequest } from './pool-sync/request'
import { syncPool } from './pool-sync/sync'
import type { Cluster } from './ports/cluster'
import { createLookups } from './ports/lookups'
import type { Prometheus } from './ports/prometheus'
import { createPrometheusQueries } from './ports/prometheus-queries'
import type { Registry } from './ports/registry'
import type { ShownObjects } from './ports/shown-objects'
import { customizeRollout } from './rollout-sync/customize'
import { RolloutCustomizeRequest, RolloutSyncRequest } from './rollout-sync/request'
import { syncRollout } from './rollout-sync/sync'

/** A rollout of 5000 nodes posts 20 to 30 MB; express refuses more than 100 kB by default. */
const REQUEST_BODY_LIMIT = '64mb'

/** Those have at most 2 million values, and may have twice as many: each takes some 100 bytes of memory. */
export const REQUEST_BODY_VALUES = 4_000_000

/** After express.raw, which leaves no Buffer where there is no body of JSON. */
const parseBody: RequestHandler = async (req, _res, next) => {
  if (!Buffer.isBuffer(req.body)) return next()
  const parsed = await parseInParts(req.body, REQUEST_BODY_VALUES)
  if (E.isLeft(parsed)) throw Object.assign(new Error(`the body ${parsed.left}`), { status: 422 })
  req.body = parsed.right
  next()
}

export interface HookPorts {
  readonly cluster: Cluster
  readonly registry: Registry
  /** What each hook leaves for the other; `cluster` shows the Nodes of it. */
  readonly shown: ShownObjects
  readonly prometheus: Prometheus
  readonly now: () => Date
  readonly logger: Logger
  readonly operatorNode: string | undefined
  readonly operatorPod: PodReference | undefined
  readonly agents: AgentSettings
  readonly metrics: Metrics
  /** What every request must carry; absent where only Metacontroller reaches the hooks. */
  readonly hooksKey: string | undefined
  /** What the operator lacks, for the pools' statuses. */
  readonly operatorProblems: () => ReadonlyArray<OperatorProblem>
}

const unreadableBody = (error: unknown): number | undefined => {
  const status = (error as { readonly status?: unknown }).status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}

/** Never a 200: Metacontroller takes every other answer as "nothing changes, try again". */
const answerError: ErrorRequestHandler = (error: unknown, req, res, _next) => {
  const unreadable = unreadableBody(error)
  const message = error instanceof Error ? error.message : String(error)
  if (unreadable === undefined) req.log.error({ err: error }, 'hook failed')
  else req.log.warn({ problems: [message] }, 'hook request rejected')
  res.status(unreadable === undefined ? 500 : unreadable === 413 ? 413 : 422).json({ problems: [message] })
}

/** From the first byte to the answer, reading included: a body of many nodes takes its time. */
const timed =
  ({ requestDone }: Metrics): RequestHandler =>
  (req, res, next) => {
    const name = hookNamed(req.path)
    const began = performance.now()
    if (name !== undefined) {
      res.on('close', () => {
        const code = res.writableFinished ? String(res.statusCode) : 'aborted'
        requestDone(name, code, (performance.now() - began) / 1000)
      })
    }
    next()
  }

/** Without bodies and headers, which are megabytes of what the API server has anyway. */
const requestLog = (logger: Logger): RequestHandler =>
  pinoHttp({
    logger,
    serializers: {
      req: ({ method, url, headers }) => ({ method, url, bytes: Number(headers['content-length'] ?? 0) }),
      res: ({ statusCode }) => ({ statusCode }),
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'debug'),
  })

export const createApp = ({
  cluster,
  registry,
  shown,
  prometheus,
  now,
  logger,
  operatorNode,
  operatorPod,
  agents,
  metrics,
  hooksKey,
  operatorProblems,
}: HookPorts): Express => {
  const onEffectFailure = (rollout: string, problems: ReadonlyArray<string>): void => {
    metrics.effectFailed('rollout-sync', problems.length)
    logger.warn({ rollout, problems }, 'effects failed')
  }
  const onNodeEffectFailure = (node: string, problem: string): void => {
    metrics.effectFailed('node-sync', 1)
    logger.warn({ node, problems: [problem] }, 'effects failed')
  }
  const clock = (): number => performance.now()
  const lookups = createLookups({ registry: measuredRegistry(metrics, registry, clock), now })
  const queries = createPrometheusQueries({ prometheus: measuredPrometheus(metrics, prometheus, clock), now })
  const gates = { queries, namespace: agents.namespace }
  return express()
    .disable('x-powered-by')
    .disable('etag')
    .use(timed(metrics))
    .use(requestLog(logger))
    .use(hooksKey === undefined ? (_req, _res, next) => next() : onlyWithKey(hooksKey))
    .use(express.raw({ type: 'application/json', limit: REQUEST_BODY_LIMIT, inflate: false }), parseBody)
    .post(
      '/pool-sync',
      hook(PoolSyncRequest, measuredPoolSync(metrics, syncPool({ cluster, lookups, agents, operatorProblems, now }))),
    )
    .post(
      '/rollout-sync',
      hook(
        RolloutSyncRequest,
        measuredRolloutSync(
          metrics,
          syncRollout({ cluster, shownUpdates: shown.updates, operatorPod, gates, now, onEffectFailure }),
        ),
      ),
    )
    .post(
      '/rollout-sync/customize',
      hook(RolloutCustomizeRequest, async request => customizeRollout(request)),
    )
    .post(
      '/node-sync',
      hook(
        NodeSyncRequest,
        syncNode(
          { cluster, now, operatorNode, operatorPod, onEffectFailure: onNodeEffectFailure },
          createNodeMemory(shown),
        ),
      ),
    )
    .post(
      '/node-sync/customize',
      hook(NodeCustomizeRequest, async () => customizeNode()),
    )
    .use((req, res) => void res.status(404).json({ problems: [`no such hook: ${req.method} ${req.path}`] }))
    .use(answerError)
}
