import fc from 'fast-check'
import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import { aPool, withRollout } from '../builders/a-pool'
import { imageOf, NEW, OLD } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { FAULTS } from './faults/all'
import { GATE, setAlerts } from './faults/gate-faults'
import { SICK } from './faults/host-faults'
import { rollout, withDrain } from './faults/spec-faults'
import { ZONE } from './node-facts'
import { addPod, LONG_JOB } from './pods'
import { seeded } from './random'
import { type StepScenario, someSteps, stepsOf } from './step-scenario'
import { addNode, applyPool, createWorld, startHooks, type World } from './world'

/** How it ends, once whatever was broken works again: with another edit of the pool, or with none. */
export const ENDINGS = ['completes', 'isPaused', 'isCancelled', 'isDeleted', 'asItIs'] as const

/** A rollout and what goes wrong in it; times in seconds from the start. */
export interface Scenario {
  readonly nodes: number
  readonly controlPlanes: number
  /** Control-plane nodes that are in no pool. */
  readonly outsiders: number
  readonly maxUnavailable: number
  readonly slow: boolean
  /** Whether everybody else says more than our CRDs take. */
  readonly wordy: boolean
  /** How far the clocks of the hooks' machine, and of the hosts one after another, are ahead, in seconds. */
  readonly hooksAhead: number
  readonly hostsAhead: ReadonlyArray<number>
  /** For how many seconds a pod on the first node runs that the pool waits for; undefined when it waits for none. */
  readonly job?: number
  /** Zones that the nodes are in, one after the other; the last node of three has no such label. None without it. */
  readonly zones?: number
  /** What of a zone may be unavailable at once. */
  readonly limit?: { readonly maxUnavailable?: number; readonly maxDomains?: number }
  /** Hosts that cannot lock what is staged, as on composefs. */
  readonly unlocked: boolean
  /** Whether nodes start only while Prometheus says that all is well, and what it says at first. */
  readonly gated?: 'isWell' | 'alertFires'
  /** What a rebooted node must show. */
  readonly verify?: keyof typeof VERIFY
  /** Whether the new image is not well by any of it. */
  readonly sick?: boolean
  readonly faults: ReadonlyArray<{ readonly at: number; readonly fault: string; readonly dice: number }>
  readonly ending: (typeof ENDINGS)[number]
  readonly seed: number
  /** Absent: a pool without steps. */
  readonly steps?: StepScenario
}

const units = { systemdUnits: ['chronyd.service'] }
const conditions = { nodeConditions: [{ type: 'KernelDeadlock', status: 'False' as const }] }
const pods = { daemonSetPods: {} }

const VERIFY = { units, conditions, pods, all: { ...units, ...conditions, ...pods } }

/** In seconds. Clocks that nobody sets are off by time zones. */
const HOUR = 3600

export const someScenario: fc.Arbitrary<Scenario> = fc.record({
  nodes: fc.integer({ min: 1, max: 4 }),
  controlPlanes: fc.integer({ min: 0, max: 1 }),
  outsiders: fc.integer({ min: 0, max: 1 }),
  maxUnavailable: fc.integer({ min: 1, max: 3 }),
  slow: fc.boolean(),
  wordy: fc.boolean(),
  hooksAhead: fc.constantFrom(0, -300, -60, 60, 300),
  hostsAhead: fc.array(fc.constantFrom(0, -3, 240, -240, 3 * HOUR, -7 * HOUR), { maxLength: 4 }),
  // Below drainTimeoutSeconds, after which its node would have failed.
  job: fc.option(fc.integer({ min: 1, max: 35 }), { nil: undefined, freq: 2 }),
  zones: fc.constantFrom(0, 1, 2, 3),
  limit: fc.option(
    fc.constantFrom({ maxUnavailable: 1 }, { maxDomains: 1 }, { maxUnavailable: 2, maxDomains: 1 }, { maxDomains: 2 }),
    { nil: undefined },
  ),
  unlocked: fc.boolean(),
  gated: fc.constantFrom(undefined, 'isWell', 'alertFires'),
  verify: fc.option(fc.constantFrom(...(['units', 'conditions', 'pods', 'all'] as const)), { nil: undefined }),
  sick: fc.constantFrom(false, false, true),
  faults: fc.array(
    fc.record({
      at: fc.integer({ min: 1, max: 40 }),
      fault: fc.constantFrom(...Object.keys(FAULTS)),
      dice: fc.noShrink(fc.nat()),
    }),
    { maxLength: 5 },
  ),
  ending: fc.constantFrom(...ENDINGS),
  seed: fc.noShrink(fc.nat()),
  // Last, so that what was drawn before it stays what it was.
  steps: fc.option(someSteps, { nil: undefined }),
})

/** Short times, so that each of them passes in many a run. */
export const quickSpec = (maxUnavailable: number): BootcNodePoolSpec =>
  aPool(
    withRollout({
      maxUnavailable: aCount(maxUnavailable),
      maxStaging: aCount(2),
      minReadySeconds: someSeconds(2),
      drainTimeoutSeconds: someSeconds(40),
      rebootTimeoutSeconds: someSeconds(30),
      stageTimeoutSeconds: someSeconds(40),
      agentTimeoutSeconds: someSeconds(30),
    }),
  ).spec

const limitsOf = ({ limit }: Scenario): BootcNodePoolSpec['rollout']['topologyLimits'] => {
  if (limit === undefined) return undefined
  const { maxUnavailable, maxDomains } = limit
  return [
    {
      topologyKey: ZONE,
      ...(maxUnavailable === undefined ? {} : { maxUnavailable: aCount(maxUnavailable) }),
      ...(maxDomains === undefined ? {} : { maxDomains: aCount(maxDomains) }),
    },
  ]
}

/** The zone of the i-th node; every third has none. */
const zoneOf = ({ zones = 0 }: Scenario, i: number): Readonly<Record<string, string>> =>
  zones === 0 || i % 3 === 0 ? {} : { [ZONE]: `z${i % zones}` }

/** The pool of a scenario. */
export const scenarioSpec = (scenario: Scenario): BootcNodePoolSpec => {
  const { maxUnavailable, job, gated, verify } = scenario
  const quick = rollout(quickSpec(maxUnavailable), {
    topologyLimits: limitsOf(scenario),
    verify: verify && VERIFY[verify],
  })
  const spec = gated !== undefined ? rollout(quick, { gates: [GATE] }) : quick
  const waitForPods = job === undefined ? undefined : { matchLabels: LONG_JOB }
  return withDrain(spec, { waitForPods })
}

const CONTROL_PLANE = { 'node-role.kubernetes.io/control-plane': '' }

export const worldOf = (scenario: Scenario, isChecked: boolean): World => {
  const random = seeded(scenario.seed)
  const pace = scenario.slow
    ? { download: 5000, reboot: 8000, kubelet: 2000, grace: 3000, podEnd: 3000 }
    : { download: 1000, reboot: 1000, kubelet: 0, grace: 4000, podEnd: 1000 }
  const world = createWorld({ pace, random, isChecked })
  world.isWordy = scenario.wordy
  if (scenario.verify !== undefined) world.posts = { KernelDeadlock: 'False' }
  startHooks(world, 1000 * scenario.hooksAhead)
  for (let i = 1; i <= scenario.nodes; i++) {
    const isControlPlane = i > scenario.nodes - 2 * scenario.controlPlanes
    const isCanary = i <= (scenario.steps?.canaries ?? 0)
    const labels = {
      ...(isControlPlane ? CONTROL_PLANE : {}),
      ...zoneOf(scenario, i),
      ...(isCanary ? { canary: 'true' } : {}),
    }
    const clockAhead = 1000 * (scenario.hostsAhead[i - 1] ?? 0)
    const quirks = { cannotLock: scenario.unlocked, ails: scenario.sick === true ? { [NEW]: SICK } : {} }
    addNode(world, `n${i}`, { image: imageOf(OLD), labels, pods: 1, quirks, clockAhead })
  }
  for (let i = 1; i <= scenario.outsiders; i++) {
    addNode(world, `m${i}`, { image: imageOf(OLD), labels: { ...CONTROL_PLANE, role: 'none' }, pods: 1 })
  }
  if (scenario.job !== undefined) addPod(world, 'n1', { kind: 'job', doneAt: world.now + 1000 * scenario.job })
  if (scenario.gated === 'alertFires') setAlerts(world, { firing: ['KubeletDown'] })
  const spec = scenarioSpec(scenario)
  const steps = scenario.steps && stepsOf(scenario.steps)
  applyPool(world, 'workers', steps === undefined ? spec : rollout(spec, { steps }))
  return world
}
