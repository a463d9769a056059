import fc from 'fast-check'
import type { BootcNodePoolSpec } from '../../hooks/api/bootc-node-pool'
import type { RolloutStep } from '../../hooks/api/rollout-step'
import { aStep } from '../builders/a-step'
import { NEW, OLD } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { rollout } from './faults/spec-faults'
import { applyPool, poolSpecOf, type World } from './world'

/** The steps of a random rollout, and what is done about them; times in seconds from the start. */
export interface StepScenario {
  readonly kind: 'canary' | 'counts' | 'approved' | 'all'
  readonly soak: number
  /** How many of the nodes, from the first on, carry the label of a canary. */
  readonly canaries: number
  readonly edits: ReadonlyArray<{ readonly at: number; readonly edit: keyof typeof STEP_EDITS }>
}

const soaking = (id: string, soak: number, changes: Partial<RolloutStep> = {}): RolloutStep =>
  aStep(id, { soakSeconds: someSeconds(soak), ...changes })

const CANARY = { matchLabels: { canary: 'true' } }

/** Random steps by their kind. */
export const stepsOf = ({ kind, soak }: StepScenario): ReadonlyArray<RolloutStep> => {
  switch (kind) {
    case 'canary':
      return [soaking('canary', soak, { nodeSelector: CANARY })]
    case 'counts':
      return [soaking('one', soak, { nodes: aCount(1) }), soaking('half', 0, { nodes: '50%' as never })]
    case 'approved':
      return [soaking('canary', soak, { nodeSelector: CANARY, nodes: aCount(1), approval: 'Manual' })]
    case 'all':
      return [soaking('all', soak, { failureThreshold: aCount(2) })]
  }
}

type Rollout = BootcNodePoolSpec['rollout']

/** What users do to steps while they go on. */
const STEP_EDITS = {
  approvesTheStep: { approvedStep: { digest: NEW, id: 'canary' } },
  approvesForAnother: { approvedStep: { digest: OLD, id: 'canary' } },
  isUrgent: { urgentDigest: NEW },
  takesStepsOut: { steps: [] },
  renamesThem: { steps: [soaking('other', 5, { nodes: aCount(1) })] },
  wantsMore: { steps: [soaking('one', 5, { nodes: aCount(3) }), soaking('canary', 5, { nodeSelector: CANARY })] },
} satisfies Readonly<Record<string, Partial<Rollout>>>

export const someSteps: fc.Arbitrary<StepScenario> = fc.record({
  kind: fc.constantFrom('canary', 'counts', 'approved', 'all'),
  soak: fc.constantFrom(0, 3, 20),
  canaries: fc.integer({ min: 0, max: 2 }),
  edits: fc.array(
    fc.record({
      at: fc.integer({ min: 5, max: 50 }),
      edit: fc.constantFrom(...(Object.keys(STEP_EDITS) as ReadonlyArray<keyof typeof STEP_EDITS>)),
    }),
    { maxLength: 2 },
  ),
})

export const editSteps = (world: World, edit: keyof typeof STEP_EDITS): void => {
  const spec = poolSpecOf(world, 'workers')
  if (spec !== undefined) applyPool(world, 'workers', rollout(spec, STEP_EDITS[edit]))
}
