import assert from 'node:assert/strict'
import type { Pod } from '../../../hooks/api/kubernetes'
import { planDrain } from '../../../hooks/node-sync/drain-plan'
import { drainOf } from '../../../hooks/node-sync/drain-state'
import { aSlot } from '../../builders/a-node'
import { aPod, having, inPhase, withPodSpec } from '../../builders/a-pod'

const slot = aSlot({ drain: { ...aSlot().drain, force: false, deleteEmptyDirData: false } })
/** Two minutes after the mark: whoever is waited for is named by now. */
const now = new Date(Date.parse(slot.since) + 120_000)

const owner = (kind: string, controller = true) =>
  having({ ownerReferences: [{ kind, name: 'x', ...(controller ? { controller } : {}) }] })
const terminating = (endsAt: string, grace: number) =>
  having({ deletionTimestamp: endsAt, deletionGracePeriodSeconds: grace })

/** What is said of one pod: evicted, waited for with a reason, or left alone. */
const told = (pod: Pod, refusal?: string): string => {
  const plan = planDrain({ slot, pods: [pod], nodeReady: true, operatorPod: undefined, before: undefined, now })
  const refused = refusal === undefined ? [] : [{ pod: `apps/${pod.metadata.name}`, reason: refusal }]
  const { state, blockers } = drainOf(slot, plan, { refused, before: undefined })
  const evicted = plan.evict.length > 0 ? ['evicted'] : []
  return [state, ...evicted, ...blockers.map(({ reason }) => reason)].join('; ')
}

// What each of these is: Kubernetes documentation, Pod Lifecycle, Finalizers, Owners and Dependents, Static Pods,
// API-initiated Eviction, Namespaces (termination).
describe('a drain explains', () => {
  const cases: ReadonlyArray<{ name: string; pod: Pod; refusal?: string; want: string | RegExp }> = [
    {
      name: 'a static pod, which nobody can evict: it is left alone',
      pod: aPod(
        'etcd',
        having({
          annotations: { 'kubernetes.io/config.mirror': 'x' },
          ownerReferences: [{ kind: 'Node', controller: true }],
        }),
      ),
      want: 'Drained',
    },
    {
      name: 'a finished pod, though a finalizer keeps its object',
      pod: aPod(
        'job',
        inPhase('Succeeded'),
        terminating('2026-01-02T00:00:10Z', 0),
        having({ finalizers: ['batch.kubernetes.io/job-tracking'] }),
      ),
      want: 'Drained',
    },
    {
      name: 'a pod whose controller is gone: the reference is what counts',
      pod: aPod('orphan', owner('ReplicaSet')),
      want: 'Draining; evicted; its eviction is under way',
    },
    {
      name: 'a pod of a DaemonSet that is gone: it is left alone like the others',
      pod: aPod('daemon', owner('DaemonSet')),
      want: 'Drained',
    },
    {
      name: 'a pod whose owner is no controller, where force is false',
      pod: aPod('owned', owner('ConfigMap', false)),
      want: 'Blocked; no controller would replace it and drain.force is false',
    },
    {
      name: 'a pod that never started',
      pod: aPod('pending', inPhase('Pending')),
      want: 'Draining; evicted; its eviction is under way',
    },
    {
      name: 'a pod of which the kubelet is not heard',
      pod: aPod('unknown', inPhase('Unknown')),
      want: 'Draining; evicted; its eviction is under way',
    },
    {
      name: 'a pod with a grace period of thirty days',
      pod: aPod('patient', terminating('2026-02-01T00:00:10Z', 2_592_000)),
      want: 'Draining; terminating since 2026-01-02T00:00:10Z, its grace period ends at 2026-02-01T00:00:10Z',
    },
    {
      name: 'a pod that two finalizers hold',
      pod: aPod('held', terminating('2026-01-02T00:00:10Z', 5), having({ finalizers: ['a.example/x', 'b.example/y'] })),
      want: 'Blocked; terminating since 2026-01-02T00:00:05Z, its grace period ended at 2026-01-02T00:00:10Z: finalizer a.example/x, b.example/y holds it',
    },
    {
      name: 'a pod with memory as an emptyDir',
      pod: aPod('cache', withPodSpec({ volumes: [{ emptyDir: { medium: 'Memory' } }] })),
      want: 'Blocked; it has emptyDir data and drain.deleteEmptyDirData is false',
    },
    {
      name: 'a pod that an admission webhook keeps from being evicted',
      pod: aPod('kept'),
      refusal: 'admission webhook "pods.example.com" denied the request: not today',
      want: 'Blocked; evicted; admission webhook "pods.example.com" denied the request: not today',
    },
    {
      name: 'a pod that somebody put here by hand after the cordon',
      pod: aPod('debug', having({ creationTimestamp: '2026-01-02T00:01:30Z' }), owner('ReplicaSet')),
      want: 'Blocked; made at 2026-01-02T00:01:30Z, after the cordon: ReplicaSet x puts it back on this node; is spec.nodeName set in its template?',
    },
  ]
  for (const { name, pod, refusal, want } of cases) it(name, () => assert.equal(told(pod, refusal), want))
})
