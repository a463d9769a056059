/** Objects of our kinds as the hooks and agents would write them, for tests of the CRDs alone. */
interface Sample {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: object
  readonly status?: object
}

const apiVersion = 'node.bootc.dev/v1alpha1'
const DIGEST = `sha256:${'0123456789ab'.padEnd(64, '0')}`
const OLD = `sha256:${'ba9876543210'.padEnd(64, '0')}`
const IMAGE = `registry.example/os@${DIGEST}`
const SINCE = '2026-01-01T00:00:00Z'
const PROGRESS = {
  targetShort: '0123456789ab',
  targetVersion: 'v3',
  updated: '7/10',
  nodeCount: 10,
  updatedCount: 7,
  updatingCount: 1,
  phase: 'Progressing',
  message: '7 of 10 nodes updated',
}
const SETTINGS = {
  maxUnavailable: 1,
  maxStaging: 10,
  strategy: 'Rolling',
  minReadySeconds: 30,
  drainTimeoutSeconds: 3600,
  rebootTimeoutSeconds: 1200,
  stageTimeoutSeconds: 3600,
  agentTimeoutSeconds: 120,
  failureThreshold: 1,
  onFailure: 'Halt',
}
const DRAIN = { force: true, deleteEmptyDirData: true, gracePeriodSeconds: -1, skip: false }

export const aPool = (name: string, spec: object = {}): Sample => ({
  apiVersion,
  kind: 'BootcNodePool',
  metadata: { name },
  spec: { nodeSelector: { matchLabels: { 'example.com/role': 'worker' } }, image: { ref: IMAGE }, ...spec },
  status: {
    ...PROGRESS,
    failedCount: 0,
    availableShort: 'ba9876543210',
    nextWindow: '2030-01-01T02:00:00Z',
    step: { id: 'canary', awaits: 'Soak', endsAt: '2030-01-01T02:00:00Z' },
  },
})

export const aRollout = (name: string): Sample => ({
  apiVersion,
  kind: 'BootcRollout',
  metadata: { name },
  spec: {
    pool: name,
    image: IMAGE,
    digest: DIGEST,
    paused: false,
    cancelled: false,
    rollout: SETTINGS,
    disruption: { rebootPolicy: 'RebootOnly', drain: DRAIN },
  },
  status: { ...PROGRESS, failedCount: 0 },
})

const ORDER = { id: 1, pool: 'workers', image: IMAGE, step: 'Stage', since: SINCE, attempt: 'a', lock: true }
const NODE = {
  nodeUID: 'u',
  pool: 'workers',
  contenders: [],
  ready: true,
  unschedulable: false,
  bootID: 'b',
  architecture: 'amd64',
  controlPlane: false,
  runsOperator: false,
  holds: [],
}

/** What is seen of a node that was given a slot, is being drained and has a hold. */
export const IN_SLOT = {
  unschedulable: true,
  holds: ['BeingDeleted'],
  slot: { id: '7', pool: 'workers', attempt: 'a', since: SINCE, uncordon: true },
  drain: { id: '7', state: 'Draining', remaining: 2, blockers: [] },
}

/** One that was not given an order yet. */
export const aJoined = (name: string, node: object = {}): Sample => ({
  apiVersion,
  kind: 'BootcNodeUpdate',
  metadata: { name },
  spec: { node: { ...NODE, ...node } },
})

export const anUpdate = (name: string, order: object = {}, node: object = {}): Sample => ({
  ...aJoined(name),
  spec: { node: { ...NODE, ...node }, order: { ...ORDER, ...order } },
  status: {
    nodeUID: 'u',
    phase: 'Staging',
    message: 'downloading, 40 % done',
    booted: { image: `registry.example/os@${OLD}`, digest: OLD },
    bootedShort: 'ba9876543210',
    targetShort: '0123456789ab',
    bootedVersion: 'v2',
    targetVersion: 'v3',
    progress: { percent: 40 },
  },
})
