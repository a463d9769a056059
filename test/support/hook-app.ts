import type { Express } from 'express'
import pino from 'pino'
import { createApp, type HookPorts } from '../../hooks/app'
import { createMetrics } from '../../hooks/metrics/metrics'
import type { Cluster } from '../../hooks/ports/cluster'
import { createShownObjects } from '../../hooks/ports/shown-objects'
import { clusterWith } from './fake-cluster'
import { ALL_IS_WELL, prometheusThatSays } from './fake-gates'
import { registryWith } from './fake-registry'

/** The hook server of a test that is silent and needs no key, where a test gives nothing else. */
export const hookApp = (ports: Partial<HookPorts> & Pick<HookPorts, 'now'>): Express =>
  createApp({
    cluster: clusterWith(),
    registry: registryWith(),
    shown: createShownObjects(ports.now),
    prometheus: prometheusThatSays(() => ALL_IS_WELL),
    logger: pino({ level: 'silent' }),
    operatorNode: undefined,
    operatorPod: undefined,
    hooksKey: undefined,
    operatorProblems: () => [],
    agents: { image: 'registry.example/agent:v1', namespace: 'bootc-operator' },
    metrics: createMetrics({ version: '0.0.0', now: ports.now }),
    ...ports,
  })

const none = async (): Promise<undefined> => undefined

/** A cluster without anything in it; a write is unexpected. */
export const emptyCluster = (): Cluster =>
  clusterWith({
    readNode: none,
    readUpdate: none,
    readPool: none,
    readRollout: none,
    readScope: none,
    leaseRenewedAt: none,
    podsOn: async () => [],
    recentPodsOn: async () => [],
    markedNodes: async () => [],
    controlPlaneNodes: async () => [],
    countNodes: async () => 0,
  })
