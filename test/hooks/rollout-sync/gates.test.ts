import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { firstClosed } from '../../../hooks/rollout-sync/decide/gates'
import { type Observed, observe } from '../../../hooks/rollout-sync/observed'
import type { NamedMember } from '../../builders/a-member'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, ordering, reporting, running, silent, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { relatedNodes } from '../../builders/related'
import { aCount } from '../../builders/settings'

const ATTEMPT = 'bbbbbbbbbbbb'

const observed = (rollout: BootcRollout, nodes: ReadonlyArray<readonly [NamedMember, BootcNodeUpdate?]>): Observed =>
  observe(
    {
      parent: rollout,
      related: relatedNodes(nodes),
    },
    new Date('2026-01-02T00:30:00Z'),
  )

const ready = (name: string): readonly [NamedMember, BootcNodeUpdate] => [aMember(name), anUpdate(name, staged())]
const broken = reporting({
  attempt: { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'ImageNotFound', message: 'manifest unknown' },
})

describe('no further node starts', () => {
  const cases = [
    {
      name: 'while nothing objects (it does)',
      rollout: aRollout(),
      nodes: [ready('n1'), ready('n2')],
      want: undefined,
    },
    {
      name: 'while paused',
      rollout: aRollout(withSpec({ paused: true })),
      nodes: [ready('n1')],
      want: 'Paused: rollout.paused is true, so no node starts',
    },
    {
      name: 'with the strategy StageOnly',
      rollout: aRollout(withSettings({ strategy: 'StageOnly' })),
      nodes: [ready('n1')],
      want: 'StageOnly: rollout.strategy is StageOnly, so another controller reboots',
    },
    {
      name: 'when as many failed as are allowed',
      rollout: aRollout(),
      nodes: [ready('n1'), [aMember('n2'), anUpdate('n2', broken)] as const],
      want: 'Halted: 1 of 2 nodes failed and failureThreshold is 1: n2 (ImageNotFound); halted since 2026-01-02T00:30:00Z, until rollout.retry or the image changes',
    },
    {
      name: 'when a failure was left on the Node, though its agent lost it',
      rollout: aRollout(),
      nodes: [
        ready('n1'),
        [aMember('n2', being({ failed: { attempt: ATTEMPT, reason: 'FellBack' } })), anUpdate('n2')] as const,
      ],
      want: 'Halted: 1 of 2 nodes failed and failureThreshold is 1: n2 (FellBack); halted since 2026-01-02T00:30:00Z, until rollout.retry or the image changes',
    },
    {
      name: 'before every reachable node has the image',
      rollout: aRollout(),
      nodes: [
        ready('n1'),
        [aMember('n2'), anUpdate('n2', silent, ordering({ since: '2026-01-02T00:29:00Z' }))] as const,
      ],
      want: 'Staging: waiting for every node to stage the image before the first reboot: 1 node has not',
    },
    {
      name: 'except that an unreachable node is not waited for',
      rollout: aRollout(withSettings({ maxUnavailable: aCount(2) })),
      nodes: [ready('n1'), [aMember('n2', being({ ready: false })), anUpdate('n2')] as const],
      want: undefined,
    },
    {
      name: 'while another has the only slot',
      rollout: aRollout(),
      nodes: [ready('n1'), [aMember('n2', marked('7', ATTEMPT)), anUpdate('n2', staged())] as const],
      want: 'NoFreeSlot: maxUnavailable (1) is used up',
    },
    {
      name: 'while somebody else’s node is down',
      rollout: aRollout(),
      nodes: [ready('n1'), [aMember('n2', being({ ready: false })), anUpdate('n2', running(NEW))] as const],
      want: 'NoFreeSlot: maxUnavailable (1) is used up, n2 is NotReady',
    },
    {
      name: 'while an admin has a node cordoned',
      rollout: aRollout(),
      nodes: [ready('n1'), [aMember('n2', being({ unschedulable: true })), anUpdate('n2', running(NEW))] as const],
      want: 'NoFreeSlot: maxUnavailable (1) is used up, n2 is cordoned',
    },
    {
      name: 'with maxUnavailable 0',
      rollout: aRollout(withSettings({ maxUnavailable: aCount(0) })),
      nodes: [ready('n1')],
      want: 'MaxUnavailableZero: rollout.maxUnavailable is 0, so no node may start',
    },
  ]
  for (const { name, rollout, nodes, want } of cases) {
    it(name, () => {
      const closed = firstClosed(observed(rollout, nodes))
      assert.equal(closed && `${closed.reason}: ${closed.message}`, want)
    })
  }
})
