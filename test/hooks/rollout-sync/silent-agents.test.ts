import assert from 'node:assert/strict'
import type { Pod } from '../../../hooks/api/kubernetes'
import { agentNote } from '../../../hooks/rollout-sync/act/silent-agents'
import { aMember } from '../../builders/a-member'
import { aPod, having } from '../../builders/a-pod'
import { anUpdate, silent } from '../../builders/an-update'
import { syncScene } from '../failures/one-sync'

type Status = NonNullable<Pod['status']>

const agent = (status: Status, pool = 'workers'): Pod => ({
  ...aPod(
    'bootc-agent-x1',
    having({ labels: { 'app.kubernetes.io/name': 'bootc-agent', 'node.bootc.dev/pool': pool } }),
  ),
  status,
})
const waiting = (reason: string, more: object = {}): Status => ({
  phase: 'Pending',
  containerStatuses: [{ image: 'registry.example/agent:v1', restartCount: 0, state: { waiting: { reason } }, ...more }],
})

// Kubernetes documentation, Pod Lifecycle (container states, pod phases, "How Pods handle problems with containers") and
// Images (ImagePullBackOff).
describe('the agent of a node that never reported', () => {
  const cases = [
    { name: 'is missed when no pod is there', pods: [aPod('other')], want: 'no pod of its agent is there' },
    { name: 'is not that of another pool', pods: [agent({}, 'others')], want: 'no pod of its agent is there' },
    {
      name: 'cannot be pulled',
      pods: [agent(waiting('ImagePullBackOff'))],
      want: 'pod bootc-agent-x1 of its agent does not start: ImagePullBackOff, image registry.example/agent:v1',
    },
    {
      name: 'cannot be pulled, in the other word for it',
      pods: [agent(waiting('ErrImagePull'))],
      want: 'pod bootc-agent-x1 of its agent does not start: ImagePullBackOff, image registry.example/agent:v1',
    },
    {
      name: 'cannot be made',
      pods: [agent(waiting('CreateContainerConfigError'))],
      want: 'pod bootc-agent-x1 of its agent does not start: CreateContainerConfigError',
    },
    {
      name: 'ends again and again',
      pods: [agent(waiting('CrashLoopBackOff', { restartCount: 7 }))],
      want: 'pod bootc-agent-x1 of its agent is restarted again and again: see its log',
    },
    {
      name: 'ends again and again, seen between two tries',
      pods: [agent({ phase: 'Running', containerStatuses: [{ restartCount: 8, state: {} }] })],
      want: 'pod bootc-agent-x1 of its agent is restarted again and again: see its log',
    },
    {
      name: 'is not started yet',
      pods: [agent({ phase: 'Pending' })],
      want: 'pod bootc-agent-x1 of its agent is Pending',
    },
    {
      name: 'was evicted by the kubelet',
      pods: [agent({ phase: 'Failed', reason: 'Evicted' })],
      want: 'pod bootc-agent-x1 of its agent is Evicted',
    },
    {
      name: 'runs and cannot report',
      pods: [agent({ phase: 'Running', containerStatuses: [{ restartCount: 0, state: {} }] })],
      want: 'pod bootc-agent-x1 of its agent runs: see its log',
    },
  ]
  for (const { name, pods, want } of cases) it(name, () => assert.equal(agentNote(pods, 'workers'), want))
})

describe('a node whose agent never reported', () => {
  const mute = (name: string) => ({ member: aMember(name), update: anUpdate(name, silent) })
  const ordered = Date.parse(anUpdate('n1').spec.order?.since ?? '')
  const late = (seconds: number): string => new Date(ordered + seconds * 1000).toISOString()

  it('is asked about after a minute, with how the pod of its agent is', async () => {
    const looked: string[] = []
    const cluster = {
      recentPodsOn: async (node: string) => {
        looked.push(node)
        return [agent(waiting('ImagePullBackOff'))]
      },
    }
    const { status, again } = await syncScene({ nodes: [mute('n1')], now: late(61), cluster })
    assert.deepEqual(looked, ['n1'])
    assert.match(
      status.message ?? '',
      /n1 \(is it a bootc host\? pod bootc-agent-x1 of its agent does not start: ImagePullBackOff, image registry.example\/agent:v1; since .*\) has no report of an agent yet/,
    )
    assert.equal(again, 10)
  })

  it('is left alone in its first minute', async () => {
    const cluster = { recentPodsOn: async () => Promise.reject(new Error('nobody was to look')) }
    const { status } = await syncScene({ nodes: [mute('n1')], now: late(59), cluster })
    assert.match(status.message ?? '', /n1 \(since .*\) has no report of an agent yet/)
  })

  it('costs no more looks when there are many of them, and none of them stops the hook', async () => {
    const looked: string[] = []
    const cluster = {
      recentPodsOn: async (node: string) => {
        looked.push(node)
        throw new Error('forbidden')
      },
    }
    const nodes = Array.from({ length: 50 }, (_, i) => mute(`n${i}`))
    const { status } = await syncScene({ nodes, now: late(61), cluster })
    assert.equal(looked.length, 3)
    assert.match(status.message ?? '', /and 45 more have no report of an agent yet/)
  })

  it('fails with the question', async () => {
    const { status } = await syncScene({ nodes: [mute('n1')], now: late(601) })
    assert.match(
      status.failed?.[0]?.message ?? '',
      /its agent has never reported, and is awaited since .*: is it a bootc host\?/,
    )
    assert.match(status.message ?? '', /is it a bootc host\? no pod of its agent is there\) failed/)
  })
})
