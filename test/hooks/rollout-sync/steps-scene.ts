import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { shortDigest } from '../../../hooks/api/image'
import type { MemberLabel } from '../../../hooks/api/pool-member'
import type { RolloutStep } from '../../../hooks/api/rollout-step'
import { observe } from '../../../hooks/rollout-sync/observed'
import { aMember, being, joined } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { aStep } from '../../builders/a-step'
import { anUpdate, inBoot, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { relatedUpdates } from '../../builders/related'
import { aCount, someSeconds } from '../../builders/settings'

const NOW = new Date('2026-01-02T12:00:00Z')
export const ATTEMPT = shortDigest(NEW)
export const CANARY = { matchLabels: { canary: 'true' } }
export const [REACHED, LONG_AGO] = ['2026-01-02T11:59:30Z', '2026-01-02T10:00:00Z']

const labelled = (...labels: ReadonlyArray<MemberLabel>) => being({ labels })
export const isCanary = labelled({ key: 'canary', value: 'true' })
export const isNone = labelled({ key: 'canary' })

/** It was taken to the target under a mark that is gone. */
export const updated = (name: string, ...changes: ReadonlyArray<Parameters<typeof aMember>[1]>): BootcNodeUpdate =>
  joined(
    aMember(name, being({ bootID: 'boot-2' }), ...changes.flatMap(change => change ?? [])),
    anUpdate(
      name,
      rebootOrder('1'),
      running(NEW),
      inBoot('boot-2/0'),
      reporting({
        attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded', fromBoot: 'boot-1/0', toBoot: 'boot-2/0' },
      }),
    ),
  )
export const waiting = (name: string, ...changes: ReadonlyArray<Parameters<typeof aMember>[1]>): BootcNodeUpdate =>
  joined(aMember(name, ...changes.flatMap(change => change ?? [])), anUpdate(name, staged()))

/** What a rollout in steps is shown, and was left as its status. */
export interface Given {
  readonly steps: ReadonlyArray<RolloutStep>
  readonly nodes: ReadonlyArray<BootcNodeUpdate>
  readonly status?: BootcRolloutStatus
  readonly spec?: Partial<BootcRollout['spec']>
}

export const observed = ({ steps, nodes, status = {}, spec = {} }: Given) =>
  observe(
    {
      parent: {
        ...aRollout(withSettings({ steps }), withSpec(spec)),
        status: { digest: NEW, attempt: ATTEMPT, ...status },
      },
      related: relatedUpdates(nodes),
    },
    NOW,
  )

export const going = (step: Partial<NonNullable<BootcRolloutStatus['step']>>): BootcRolloutStatus => ({
  step: { id: 'a', attempt: ATTEMPT, goal: aCount(1), updated: aCount(1), begunAt: LONG_AGO, awaits: 'Soak', ...step },
})

export const soak = (seconds: number, changes: Partial<RolloutStep> = {}) =>
  aStep('a', { nodes: aCount(1), soakSeconds: someSeconds(seconds), ...changes })
