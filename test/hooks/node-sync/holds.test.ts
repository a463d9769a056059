import assert from 'node:assert/strict'
import type { Node } from '../../../hooks/api/kubernetes'
import { holdsOf } from '../../../hooks/node-sync/holds'
import { aNode, annotated, cordoned, notReady } from '../../builders/a-node'
import type { Change } from '../../builders/change'

const tainted =
  (key: string, effect = 'NoSchedule'): Change<Node> =>
  node => ({ ...node, spec: { ...node.spec, taints: [...(node.spec?.taints ?? []), { key, effect }] } })

const beingDeleted: Change<Node> = node => ({
  ...node,
  metadata: { ...node.metadata, deletionTimestamp: '2026-01-02T00:00:00Z' },
})

describe('a Node', () => {
  const cases: ReadonlyArray<{ name: string; change: Change<Node>; want: ReadonlyArray<string> }> = [
    { name: 'like any other has no hold', change: node => node, want: [] },
    { name: 'that is cordoned has no hold: it is unavailable', change: cordoned, want: [] },
    { name: 'that is not Ready has no hold: it is unavailable', change: notReady, want: [] },
    { name: 'that is being deleted', change: beingDeleted, want: ['BeingDeleted'] },
    {
      name: 'that the cluster autoscaler removes',
      change: tainted('ToBeDeletedByClusterAutoscaler'),
      want: ['ToBeDeletedByAutoscaler'],
    },
    {
      name: 'that the cluster autoscaler merely thinks of removing has no hold',
      change: tainted('DeletionCandidateOfClusterAutoscaler', 'PreferNoSchedule'),
      want: [],
    },
    { name: 'that Karpenter replaces', change: tainted('karpenter.sh/disrupted'), want: ['DisruptedByKarpenter'] },
    {
      name: 'that an older Karpenter replaces',
      change: tainted('karpenter.sh/disruption'),
      want: ['DisruptedByKarpenter'],
    },
    {
      name: 'of an outdated Machine of Cluster API has no hold',
      change: tainted('node.cluster.x-k8s.io/outdated-revision', 'PreferNoSchedule'),
      want: [],
    },
    {
      name: 'that is out of service',
      change: tainted('node.kubernetes.io/out-of-service', 'NoExecute'),
      want: ['OutOfService'],
    },
    { name: 'under a NodeMaintenance', change: tainted('medik8s.io/drain'), want: ['UnderMaintenance'] },
    {
      name: 'that kured reboots',
      change: annotated({ 'weave.works/kured-reboot-in-progress': '2026-01-02T00:00:00Z' }),
      want: ['RebootingByKured'],
    },
    {
      name: 'that kured rebooted at some time has no hold',
      change: annotated({ 'weave.works/kured-most-recent-reboot-needed': '2026-01-02T00:00:00Z' }),
      want: [],
    },
    {
      name: 'that kured wants to reboot',
      change: tainted('weave.works/kured-node-reboot', 'PreferNoSchedule'),
      want: ['RebootWantedByKured'],
    },
    {
      name: 'that an admin keeps cordoned',
      change: annotated({ 'node.bootc.dev/keep-cordoned': '' }),
      want: ['KeepCordoned'],
    },
    {
      name: 'of several holds has them in a fixed order',
      change: node =>
        tainted('medik8s.io/drain')(beingDeleted(annotated({ 'node.bootc.dev/keep-cordoned': '' })(node))),
      want: ['BeingDeleted', 'UnderMaintenance', 'KeepCordoned'],
    },
  ]
  for (const { name, change, want } of cases) it(name, () => assert.deepEqual(holdsOf(aNode('n1', change)), want))
})
