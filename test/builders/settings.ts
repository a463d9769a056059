import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import type { Disruption, RolloutSettings } from '../../hooks/api/rollout-settings'

type Seconds = RolloutSettings['minReadySeconds']
const seconds = (value: number): Seconds => value as Seconds
const count = (value: number): RolloutSettings['maxStaging'] => value as RolloutSettings['maxStaging']

/** The defaults of the CRD. */
export const someSettings = (changes: Partial<RolloutSettings> = {}): RolloutSettings => ({
  maxUnavailable: count(1),
  maxStaging: count(10),
  strategy: 'Rolling',
  minReadySeconds: seconds(30),
  drainTimeoutSeconds: seconds(3600),
  rebootTimeoutSeconds: seconds(1200),
  stageTimeoutSeconds: seconds(3600),
  agentTimeoutSeconds: seconds(120),
  failureThreshold: count(1),
  onFailure: 'Halt',
  ...changes,
})

export const someDisruption = (changes: Partial<Disruption> = {}): Disruption => ({
  rebootPolicy: 'RebootOnly',
  drain: { force: true, deleteEmptyDirData: true, gracePeriodSeconds: -1, skip: false },
  ...changes,
})

export const somePoolRollout = (changes: Partial<BootcNodePoolSpec['rollout']> = {}): BootcNodePoolSpec['rollout'] => ({
  ...someSettings(),
  paused: false,
  ...changes,
})

export const aCount = count
export const someSeconds = seconds
