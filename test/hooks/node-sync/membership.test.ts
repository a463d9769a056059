import assert from 'node:assert/strict'
import type { BootcPoolScope } from '../../../hooks/api/bootc-pool-scope'
import { NODE_POOL_LABEL } from '../../../hooks/api/names'
import { membershipOf } from '../../../hooks/node-sync/membership'
import { aNode, labelled } from '../../builders/a-node'

const scope = (name: string, spec: BootcPoolScope['spec'], age = '2026-01-01T00:00:00Z'): BootcPoolScope => ({
  metadata: { name, uid: `scope-${name}`, creationTimestamp: age },
  spec,
})
const workers = { nodeSelector: { matchLabels: { role: 'worker' } } }
const nobodys = labelled({ [NODE_POOL_LABEL]: 'gone' })

describe('a Node', () => {
  const cases = [
    {
      name: 'without a matching pool is nobody’s',
      scopes: [scope('x', { nodeSelector: { matchLabels: { a: 'b' } } })],
      want: undefined,
    },
    {
      name: 'belongs to the pool that matches',
      scopes: [scope('workers', workers)],
      want: { pool: 'workers', contenders: [] },
    },
    { name: 'is not taken by an empty selector', scopes: [scope('x', { nodeSelector: {} })], want: undefined },
    {
      name: 'is taken by an empty selector that says allNodes',
      scopes: [scope('x', { nodeSelector: {}, allNodes: true })],
      want: { pool: 'x', contenders: [] },
    },
    {
      name: 'is not taken by a selector on a label that the operator sets',
      scopes: [
        scope('workers', { nodeSelector: { matchExpressions: [{ key: NODE_POOL_LABEL, operator: 'Exists' }] } }),
        scope('x', { nodeSelector: { matchLabels: { [NODE_POOL_LABEL]: 'workers' } } }),
      ],
      want: undefined,
    },
    // Kubernetes' well-known labels, for a kubelet on Windows.
    {
      name: 'of Windows is nobody’s',
      node: aNode('n1', labelled({ 'kubernetes.io/os': 'windows' })),
      scopes: [scope('x', { nodeSelector: {}, allNodes: true })],
      want: undefined,
    },
    // amazon-vpc-cni-k8s, config/master/aws-k8s-cni.yaml: where the aws-node DaemonSet of EKS does not run.
    {
      name: 'of EKS Fargate is nobody’s',
      node: aNode('n1', labelled({ 'eks.amazonaws.com/compute-type': 'fargate' })),
      scopes: [scope('x', { nodeSelector: {}, allNodes: true })],
      want: undefined,
    },
    // virtual-kubelet, node/nodeutil/controller.go: the labels of a new node.
    {
      name: 'of a virtual kubelet is nobody’s, though its labels are selected',
      node: aNode('n1', labelled({ type: 'virtual-kubelet', 'kubernetes.io/role': 'agent' })),
      scopes: [scope('x', { nodeSelector: { matchLabels: { type: 'virtual-kubelet' } } })],
      want: undefined,
    },
    {
      name: 'of Linux on another kind of machine of EKS is a member',
      node: aNode('n1', labelled({ 'kubernetes.io/os': 'linux', 'eks.amazonaws.com/compute-type': 'ec2' })),
      scopes: [scope('workers', workers)],
      want: { pool: 'workers', contenders: [] },
    },
    {
      name: 'stays with its owner when another pool claims it',
      scopes: [scope('a', workers), scope('workers', workers)],
      want: { pool: 'workers', contenders: ['a', 'workers'] },
    },
    {
      name: 'goes to the oldest pool when it has no owner',
      node: aNode('n1', nobodys),
      scopes: [scope('a', workers, '2026-02-01T00:00:00Z'), scope('z', workers)],
      want: { pool: 'z', contenders: ['a', 'z'] },
    },
  ]
  for (const { name, node = aNode('n1'), scopes, want } of cases) {
    it(name, () => assert.deepEqual(membershipOf(node, scopes), want))
  }
})
