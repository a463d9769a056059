import express, { type Express } from 'express'
import type { Metrics } from './metrics/metrics'

export interface ProbePorts {
  /** False while the controllers are not registered yet, and while stopping. */
  readonly isReady: () => boolean
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
}

/** What the kubelet and Prometheus ask, on a port of its own: the hooks' port is for Metacontroller alone. */
export const createProbes = ({ isReady, metrics }: ProbePorts): Express =>
  express()
    .disable('x-powered-by')
    .disable('etag')
    .get('/healthz', (_req, res) => void res.send('ok'))
    .get('/readyz', (_req, res) => void res.status(isReady() ? 200 : 503).send(isReady() ? 'ok' : 'not ready'))
    .get('/metrics', async (_req, res) => void res.type(metrics.contentType).send(await metrics.text()))
