import assert from 'node:assert/strict'
import { explanationOf } from '../../cli/why/explanation-of'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import type { MemberSlot } from '../../hooks/api/slot'
import type { NamedMember } from '../builders/a-member'
import { aMember, being, marked } from '../builders/a-member'
import { aSlot } from '../builders/a-node'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, silent, staged } from '../builders/an-update'
import type { Change } from '../builders/change'
import { NEW, OTHER } from '../builders/digests'
import { aCount, someSeconds } from '../builders/settings'
import { nodeIn, oneCourse, type Pair } from './support/one-course'
import { ATTEMPT } from './support/scene'

const waiting = (name: string): Pair => [aMember(name), anUpdate(name, staged())]
const failed = (reason: string) =>
  reporting({ attempt: { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason, message: 'the host says so' } })
const succeeded = reporting({
  attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded', finishedAt: '2026-01-02T00:10:00Z' },
})

const failedUnit = reporting({
  units: [{ unit: 'chronyd.service', state: 'failed', since: '2026-01-02T00:12:00Z' }],
})

interface Case {
  readonly name: string
  readonly node: Pair
  readonly others?: ReadonlyArray<Pair>
  readonly rollout?: BootcRollout
  readonly want: string | undefined
  readonly todo?: string
}

/** The node is always n1. */
const cases: ReadonlyArray<Case> = [
  { name: 'nothing when it runs the target', node: [aMember('n1'), anUpdate('n1', running(NEW))], want: undefined },
  {
    name: 'its machine when that is lost after its update',
    node: [aMember('n1', being({ ready: false })), anUpdate('n1', running(NEW))],
    want: 'DownAfterUpdate: is NotReady',
    todo: 'check the machine and its kubelet',
  },
  {
    name: 'its agent that never reported',
    node: [aMember('n1'), anUpdate('n1', silent, ordering({ since: '2026-01-02T00:14:00Z' }))],
    want: 'NotReporting: has no report of an agent yet',
    todo: 'kubectl get pods -A -o wide --field-selector spec.nodeName=n1, and read the log of its agent',
  },
  {
    name: 'its machine when that is down',
    node: [aMember('n1', being({ ready: false })), anUpdate('n1', silent)],
    want: 'NotReady: is NotReady',
    todo: 'check the machine and its kubelet',
  },
  {
    name: 'one owner when several pools claim it',
    node: [aMember('n1', being({ contenders: ['a', 'workers'] })), anUpdate('n1', staged())],
    want: 'Contested: is claimed by several pools: change a selector (of pool workers, also of a)',
    todo: 'change a nodeSelector, so that only one of them matches',
  },
  {
    name: 'its image, which is not well, and where to look',
    node: [
      aMember('n1', marked('90', ATTEMPT, 'Drained'), being({ bootID: 'boot-2', readySince: '2026-01-02T00:12:00Z' })),
      anUpdate('n1', rebootOrder('90'), running(NEW), inBoot('boot-2/0', '2026-01-02T00:12:00Z'), failedUnit),
    ],
    rollout: aRollout(withSettings({ verify: { systemdUnits: ['chronyd.service'] } })),
    want: 'Verifying: is being verified (not well: unit chronyd.service is failed)',
    todo: 'systemctl status chronyd.service on n1',
  },
  {
    name: 'a pod that is not Ready, by the status of the rollout',
    node: [
      aMember('n1', marked('90', ATTEMPT, 'Drained'), being({ bootID: 'boot-2', readySince: '2026-01-02T00:12:00Z' })),
      anUpdate('n1', rebootOrder('90'), running(NEW), inBoot('boot-2/0', '2026-01-02T00:12:00Z')),
    ],
    rollout: aRollout(withSettings({ verify: { daemonSetPods: {} } }), rollout => ({
      ...rollout,
      status: {
        unwell: [{ node: 'n1', since: '2026-01-02T00:13:00Z', because: ['pod kube-system/csi-x is not Ready'] }],
      },
    })),
    want: 'Verifying: is being verified (not well: pod kube-system/csi-x is not Ready)',
    todo: 'kubectl describe pod -n kube-system csi-x',
  },
  {
    name: 'the units that its agent does not report',
    node: waiting('n1'),
    rollout: aRollout(withSettings({ verify: { systemdUnits: ['chronyd.service'] } })),
    want: 'UnitsUnreported: has an agent that does not report its units yet (chronyd.service)',
    todo: 'kubectl get pods -A -o wide --field-selector spec.nodeName=n1, and read the log of its agent',
  },
  {
    name: 'its turn to download',
    node: [aMember('n2'), anUpdate('n2')],
    others: [[aMember('n1'), anUpdate('n1')]],
    rollout: aRollout(withSettings({ maxStaging: aCount(1) })),
    want: 'WaitingToStage: is waiting to download (maxStaging 1)',
  },
  {
    name: 'a slot, when it is the next',
    node: waiting('n1'),
    want: 'WaitingForSlot: is waiting for a slot (it is the next)',
  },
  {
    name: 'those that go first',
    node: waiting('n3'),
    others: [waiting('n1'), waiting('n2')],
    want: 'WaitingForSlot: is waiting for a slot (2 nodes go first)',
  },
  {
    name: 'the end of a pause',
    node: waiting('n1'),
    rollout: aRollout(withSpec({ paused: true })),
    want: 'WaitingForSlot: is waiting for a slot (rollout.paused is true, so no node starts)',
    todo: 'kubectl bootc resume workers',
  },
  {
    name: 'an admin who keeps it cordoned',
    node: [aMember('n1', being({ holds: ['KeepCordoned'] })), anUpdate('n1', staged())],
    want: 'Held: is held (KeepCordoned)',
    todo: 'kubectl annotate node n1 node.bootc.dev/keep-cordoned-',
  },
  {
    name: 'the order to reboot once it is drained',
    node: [aMember('n1', marked('90', ATTEMPT, 'Drained')), anUpdate('n1', staged())],
    want: 'Drained: is drained',
  },
  {
    name: 'its slot to be taken back when the target changed',
    node: [aMember('n1', marked('90', 'of-an-older-target')), anUpdate('n1', staged())],
    want: 'Withdrawing: is being withdrawn (the target changed)',
  },
  {
    name: 'being Ready for long enough',
    node: [
      aMember('n1', marked('90', ATTEMPT, 'Drained'), being({ bootID: 'boot-2', readySince: '2026-01-02T00:14:50Z' })),
      anUpdate('n1', running(NEW), rebootOrder('90'), inBoot('boot-2/0'), succeeded),
    ],
    rollout: aRollout(withSettings({ minReadySeconds: someSeconds(30) })),
    want: 'Verifying: is being verified (Ready for long enough at 2026-01-02T00:15:20Z)',
  },
  {
    name: 'its failure when it fell back',
    node: [aMember('n1'), anUpdate('n1', failed('FellBack'))],
    want: 'Failed: failed (FellBack: "the host says so")',
    todo: 'remove the cause, then: kubectl bootc retry workers',
  },
  {
    name: 'an admin, when another image was booted by hand',
    node: [aMember('n1'), anUpdate('n1', running(OTHER), succeeded)],
    want: 'Drifted: was updated, but another image was booted by hand since: set rollout.retry to update again',
    todo: 'kubectl bootc retry workers updates it again',
  },
]

describe('why a node is not where it should be:', () => {
  for (const { name, node, others = [], rollout = aRollout(), want, todo } of cases) {
    it(name, () => {
      const course = oneCourse(rollout, [node, ...others])
      const reason = explanationOf(nodeIn(course, node[0].metadata.name), course)
      const said = reason.message === undefined ? undefined : `${reason.reason}: ${reason.message}`
      assert.deepEqual([said, reason.todo], [want, todo])
    })
  }
})

describe('the end of a drain', () => {
  const pool = aRollout(withSettings({ drainTimeoutSeconds: someSeconds(60) }))
  const limitUnder = (slot: Partial<MemberSlot>): string | undefined => {
    const repeated: Change<NamedMember> = member =>
      member.spec.slot === undefined ? member : being({ slot: { ...member.spec.slot, ...slot } })(member)
    const course = oneCourse(pool, [[aMember('n1', marked('90', ATTEMPT), repeated), anUpdate('n1', staged())]])
    return explanationOf(nodeIn(course, 'n1'), course).limit
  }
  const { drain } = aSlot()

  it('is that of the mark, by which the drain goes', () => {
    assert.equal(limitUnder({ drain }), 'at 2026-01-02T01:00:00Z it fails (drainTimeoutSeconds 3600)')
  })

  it('is that of the pool when an older operator wrote the member', () => {
    assert.equal(limitUnder({}), 'at 2026-01-02T00:01:00Z it fails (drainTimeoutSeconds 60)')
  })

  it('is none when the mark has none', () => {
    assert.equal(limitUnder({ drain: { ...drain, timeoutSeconds: someSeconds(0) } }), undefined)
  })
})
