import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { CODES, GATE_OUTCOMES, HOOKS, LOOKUP_OUTCOMES, SYNCS } from './words'

const HOOK_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const LOOKUP_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** A question ends within 5 s. */
const GATE_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const STAGE_SECONDS = [5, 15, 30, 60, 120, 300, 600, 1200, 2400, 3600]
const DRAIN_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 3600]
const REBOOT_SECONDS = [5, 15, 30, 60, 90, 120, 180, 300, 600, 1200]

/** Every series of the operator. What has no pool in it is there from the start, so that a rate of it is never missing. */
export interface Series {
  readonly register: Registry
  readonly poolPhase: Gauge<'pool' | 'phase'>
  readonly poolCondition: Gauge<'pool' | 'condition'>
  readonly poolNodes: Gauge<'pool' | 'phase'>
  readonly poolMaxUnavailable: Gauge<'pool'>
  readonly poolSlots: Gauge<'pool'>
  readonly poolDrainsBlocked: Gauge<'pool'>
  readonly poolWindowOpen: Gauge<'pool'>
  readonly poolRolloutStarted: Gauge<'pool'>
  readonly poolUnsafeBootc: Gauge<'pool'>
  readonly poolUnwell: Gauge<'pool'>
  readonly poolStepEnd: Gauge<'pool'>
  readonly nodeInfo: Gauge<'pool' | 'node' | 'image' | 'version' | 'bootc' | 'backend'>
  readonly stageSeconds: Histogram<'pool'>
  readonly drainSeconds: Histogram<'pool'>
  readonly rebootSeconds: Histogram<'pool'>
  readonly hookRequests: Counter<'hook' | 'code'>
  readonly hookSeconds: Histogram<'hook'>
  readonly effectFailures: Counter<'hook'>
  readonly lookups: Counter<'outcome'>
  readonly lookupSeconds: Histogram
  readonly poolGateClosed: Gauge<'pool' | 'gate'>
  readonly gateQuestions: Counter<'outcome'>
  readonly gateSeconds: Histogram
}

const poolSeries = (registers: Registry[]) => {
  const gauge = (name: string, help: string): Gauge<'pool'> =>
    new Gauge({ name, help, labelNames: ['pool'], registers })
  const seconds = (name: string, help: string, buckets: number[]): Histogram<'pool'> =>
    new Histogram({ name, help, labelNames: ['pool'], buckets, registers })
  return {
    poolPhase: new Gauge({
      name: 'bootc_pool_phase',
      help: '1 for the phase that the pool is in, 0 for every other one.',
      labelNames: ['pool', 'phase'] as const,
      registers,
    }),
    poolCondition: new Gauge({
      name: 'bootc_pool_condition',
      help: '1 while a condition of the pool is True, else 0.',
      labelNames: ['pool', 'condition'] as const,
      registers,
    }),
    poolNodes: new Gauge({
      name: 'bootc_pool_nodes',
      help: 'Nodes of the pool by the phase that they are in.',
      labelNames: ['pool', 'phase'] as const,
      registers,
    }),
    poolMaxUnavailable: gauge('bootc_pool_max_unavailable_nodes', 'Nodes of the pool that may be down at once.'),
    poolSlots: gauge(
      'bootc_pool_slots_used',
      'Nodes of the pool that are marked: cordoned, drained or rebooted for it.',
    ),
    poolDrainsBlocked: gauge('bootc_pool_drains_blocked', 'Nodes of the pool with a pod that may not be evicted now.'),
    poolWindowOpen: gauge('bootc_pool_window_open', '1 while nodes may start by the maintenance windows, else 0.'),
    poolRolloutStarted: gauge(
      'bootc_pool_rollout_started_timestamp_seconds',
      'When the rollout of the present target began, in seconds since 1970.',
    ),
    poolUnsafeBootc: gauge(
      'bootc_pool_unsafe_bootc_nodes',
      'Nodes of the pool whose release of bootc is known to be unsafe on them.',
    ),
    poolGateClosed: new Gauge({
      name: 'bootc_pool_gate_closed',
      help: '1 while a gate of the pool keeps nodes from starting, 0 while it is open or is not asked.',
      labelNames: ['pool', 'gate'] as const,
      registers,
    }),
    poolUnwell: gauge(
      'bootc_pool_nodes_unwell',
      'Nodes of the pool that came up with the target and are not as rollout.verify asks.',
    ),
    poolStepEnd: gauge(
      'bootc_pool_step_end_timestamp_seconds',
      'When the soak of the step that goes on ends, in seconds since 1970; absent while none soaks.',
    ),
    nodeInfo: new Gauge({
      name: 'bootc_node_info',
      help: 'Always 1; what a node runs by its last report. One series for every node, with NODE_INFO_METRIC=true alone.',
      labelNames: ['pool', 'node', 'image', 'version', 'bootc', 'backend'] as const,
      registers,
    }),
    stageSeconds: seconds(
      'bootc_node_stage_duration_seconds',
      'From the order to stage until the image is staged.',
      STAGE_SECONDS,
    ),
    drainSeconds: seconds(
      'bootc_node_drain_duration_seconds',
      'From the mark of a node until its order to reboot.',
      DRAIN_SECONDS,
    ),
    rebootSeconds: seconds(
      'bootc_node_reboot_duration_seconds',
      'From the order to reboot until the agent says that the node runs the target.',
      REBOOT_SECONDS,
    ),
  }
}

const processSeries = (registers: Registry[]) => ({
  hookRequests: new Counter({
    name: 'bootc_hook_requests_total',
    help: 'Calls of Metacontroller by hook and HTTP status; aborted: it did not wait for the answer.',
    labelNames: ['hook', 'code'] as const,
    registers,
  }),
  hookSeconds: new Histogram({
    name: 'bootc_hook_duration_seconds',
    help: 'How long a call of a hook takes, from its first byte to its answer.',
    labelNames: ['hook'] as const,
    buckets: HOOK_SECONDS,
    registers,
  }),
  effectFailures: new Counter({
    name: 'bootc_effect_failures_total',
    help: 'Reads and writes of the cluster that a hook needed and that failed; they are tried again.',
    labelNames: ['hook'] as const,
    registers,
  }),
  lookups: new Counter({
    name: 'bootc_registry_lookups_total',
    help: 'Lookups of tags and digests in registries by what came of them.',
    labelNames: ['outcome'] as const,
    registers,
  }),
  lookupSeconds: new Histogram({
    name: 'bootc_registry_lookup_duration_seconds',
    help: 'How long a lookup in a registry takes.',
    buckets: LOOKUP_SECONDS,
    registers,
  }),
  gateQuestions: new Counter({
    name: 'bootc_gate_questions_total',
    help: 'Questions of gates to Prometheus by what came of them; failed: no answer that could open the gate.',
    labelNames: ['outcome'] as const,
    registers,
  }),
  gateSeconds: new Histogram({
    name: 'bootc_gate_question_seconds',
    help: 'How long a Prometheus takes to answer a gate.',
    buckets: GATE_SECONDS,
    registers,
  }),
})

/** Gauges of prom-client that are named like counters; `nodejs_active_handles` and the like say the same by type. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** `version` is the operator's. */
export const createSeries = (version: string): Series => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const name of MISNAMED) register.removeSingleMetric(name)
  const buildInfo = new Gauge({
    name: 'bootc_build_info',
    help: 'Always 1; the version of the operator and of its Node.',
    labelNames: ['version', 'node_version'],
    registers: [register],
  })
  buildInfo.set({ version, node_version: process.version }, 1)
  const ofProcess = processSeries([register])
  for (const hook of HOOKS) {
    ofProcess.hookSeconds.zero({ hook })
    for (const code of CODES) ofProcess.hookRequests.inc({ hook, code }, 0)
  }
  for (const hook of SYNCS) ofProcess.effectFailures.inc({ hook }, 0)
  for (const outcome of LOOKUP_OUTCOMES) ofProcess.lookups.inc({ outcome }, 0)
  for (const outcome of GATE_OUTCOMES) ofProcess.gateQuestions.inc({ outcome }, 0)
  return { register, ...poolSeries([register]), ...ofProcess }
}
