import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { NamedMember } from '../../builders/a-member'
import { aMember, being, marked } from '../../builders/a-member'
import { aPool, withRollout } from '../../builders/a-pool'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, type Scene } from './scene'

const finished = (at: string) =>
  reporting({ attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded', finishedAt: at } })

/** Took two minutes for two waves of two nodes. */
const past: NonNullable<BootcRollout['status']>['history'] = [
  {
    digest: OLD,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:02:00Z',
    outcome: 'Completed',
    updated: aCount(4),
    failed: aCount(0),
  },
]

const pool = (): BootcNodePool => ({
  ...aPool(withRollout({ maxUnavailable: aCount(2) })),
  metadata: { name: 'workers', uid: 'pool-uid', generation: 2, resourceVersion: '70' },
  status: {
    phase: 'Progressing',
    message: '2 of 7 nodes run the target; web-03 Draining since 2026-01-02T00:12:00Z (2 pods left)',
    targetDigest: NEW,
    ...{ observedGeneration: 2 },
  },
})

const rollout = (): BootcRollout => ({
  ...aRollout(withSettings({ maxUnavailable: aCount(2) })),
  status: { phase: 'Progressing', digest: NEW, startedAt: '2026-01-02T00:00:00Z', history: past },
})

const blocked = (member: NamedMember): NamedMember => ({
  ...member,
  spec: {
    ...member.spec,
    slot: { id: '90', pool: 'workers', attempt: ATTEMPT, since: '2026-01-02T00:12:00Z', uncordon: true },
    unschedulable: true,
    drain: {
      id: '90',
      state: 'Blocked',
      remaining: aCount(2),
      blockers: [{ pod: 'shop/cart-0', reason: "Cannot evict pod as it would violate the pod's disruption budget." }],
    },
  },
})

const nodes: Scene['nodes'] = [
  [
    aMember('web-01', being({ bootID: 'boot-2' })),
    anUpdate('web-01', running(NEW), rebootOrder('80'), inBoot('boot-2/0'), finished('2026-01-02T00:05:00Z')),
  ],
  [
    aMember('web-02', being({ bootID: 'boot-2' })),
    anUpdate('web-02', running(NEW), rebootOrder('81'), inBoot('boot-2/0'), finished('2026-01-02T00:06:00Z')),
  ],
  [aMember('web-03', blocked), anUpdate('web-03', staged())],
  [
    aMember(
      'web-04',
      being({ bootID: 'boot-1', ready: false, readySince: '2026-01-02T00:14:00Z' }),
      marked('91', ATTEMPT, 'Drained'),
    ),
    anUpdate(
      'web-04',
      staged(),
      rebootOrder('91'),
      ordering({ since: '2026-01-02T00:13:30Z' }),
      reporting({ phase: 'Rebooting' }),
    ),
  ],
  [aMember('web-05'), anUpdate('web-05', staged())],
  [
    aMember('web-06'),
    anUpdate('web-06', reporting({ phase: 'Staging', message: 'downloads', progress: { percent: 43 } })),
  ],
  [aMember('web-07', being({ unschedulable: true })), anUpdate('web-07', staged())],
]

/** Seven nodes, two at a time: two are done, one is blocked in its drain, one reboots, others wait for this or that. */
export const rolloutInFlight = (change: Partial<Scene> = {}): Scene => ({
  pools: [pool()],
  rollouts: [rollout()],
  nodes,
  ...change,
})

export const updateOf = ({ nodes: all }: Scene, name: string): BootcNodeUpdate | undefined =>
  all.find(([member]) => member.metadata.name === name)?.[1]
