import assert from 'node:assert/strict'
import type { Pod } from '../../../hooks/api/kubernetes'
import { podHealthIn, podsInStatus, unreadPods } from '../../../hooks/rollout-sync/pod-health'
import { aPod } from '../../builders/a-pod'
import { aRollout } from '../../builders/a-rollout'
import { NOW } from '../failures/one-sync'
import { SINCE } from './verify-scene'

describe('pods of DaemonSets', () => {
  const now = new Date(NOW)
  const aDaemon = (name: string, status: string, change: Partial<Pod['metadata']> = {}): Pod =>
    aPod(name, pod => ({
      ...pod,
      metadata: {
        ...pod.metadata,
        labels: { app: name },
        ownerReferences: [{ kind: 'DaemonSet', name, controller: true }],
        ...change,
      },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status, lastTransitionTime: SINCE }] },
    }))

  it('that are Ready are so since the last of them became it', () => {
    const { unmet, since } = podHealthIn([aDaemon('cni', 'True'), aDaemon('csi', 'True')], {}, now)
    assert.deepEqual([unmet, since], [[], Date.parse(SINCE)])
  })

  it('that are not Ready are named', () => {
    const { unmet } = podHealthIn([aDaemon('cni', 'True'), aDaemon('csi', 'False')], {}, now)
    assert.deepEqual(unmet, ['pod apps/csi is not Ready'])
  })

  it('that are not selected are not asked for', () => {
    const pods = [aDaemon('cni', 'True'), aDaemon('csi', 'False')]
    assert.deepEqual(podHealthIn(pods, { matchLabels: { app: 'cni' } }, now).unmet, [])
  })

  it('are one at least, not terminating, and of no other controller', () => {
    const gone = aDaemon('cni', 'True', { deletionTimestamp: SINCE })
    const other = aPod('web', pod => ({ ...pod, status: { conditions: [{ type: 'Ready', status: 'True' }] } }))
    for (const pods of [[], [gone], [other]]) {
      assert.deepEqual(podHealthIn(pods, {}, now).unmet, ['no pod of a DaemonSet that it selects is on the node'])
    }
  })

  it('are taken from the status of the rollout by the command line', () => {
    const { unmet } = unreadPods('pods is forbidden')
    const because = ['unit a.service is failed', 'pod apps/csi is not Ready', ...unmet]
    const rollout = aRollout(found => ({ ...found, status: { unwell: [{ node: 'n1', since: SINCE, because }] } }))
    const pods = podsInStatus(rollout)
    assert.deepEqual(pods.get('n1')?.unmet, ['pod apps/csi is not Ready', ...unmet])
    assert.deepEqual(pods.get('n2')?.unmet, [])
  })
})
