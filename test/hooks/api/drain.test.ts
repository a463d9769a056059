import assert from 'node:assert/strict'
import { evictionForbidden, mustLeave } from '../../../hooks/api/drain'
import { aSlot } from '../../builders/a-node'
import { aPod, having, inPhase, withPodSpec } from '../../builders/a-pod'
import { someDisruption } from '../../builders/settings'

const MARKED = '2026-01-02T00:00:00Z'
const MARK = aSlot({ since: MARKED })
const later = having({ creationTimestamp: '2026-01-02T00:00:06Z' })
/** It may have been there before, by a clock that is a little off. */
const barelyLater = having({ creationTimestamp: '2026-01-02T00:00:05Z' })
const toleratesAll = withPodSpec({ tolerations: [{ operator: 'Exists' }] })
const toleratesCordon = withPodSpec({
  tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }],
})

describe('a drain waits for', () => {
  const cases = [
    { name: 'a pod of a ReplicaSet', pod: aPod('a'), want: true },
    { name: 'a pod that nothing controls', pod: aPod('a', having({ ownerReferences: [] })), want: true },
    { name: 'a pod that is terminating', pod: aPod('a', having({ deletionTimestamp: MARKED })), want: true },
    { name: 'a pod that came later although it does not tolerate the cordon', pod: aPod('a', later), want: true },
    { name: 'a pod that tolerates the cordon and was there before', pod: aPod('a', toleratesAll), want: true },
    {
      name: 'a pod that tolerates it and came at the same time',
      pod: aPod('a', barelyLater, toleratesAll),
      want: true,
    },
  ]
  for (const { name, pod, want } of cases) it(name, () => assert.equal(mustLeave(pod, MARK), want))
})

describe('a drain does not wait for', () => {
  const daemon = having({ ownerReferences: [{ kind: 'DaemonSet', controller: true }] })
  const cases = [
    { name: 'a mirror pod', pod: aPod('a', having({ annotations: { 'kubernetes.io/config.mirror': 'x' } })) },
    { name: 'a pod of a DaemonSet', pod: aPod('a', daemon) },
    { name: 'a pod that succeeded', pod: aPod('a', inPhase('Succeeded')) },
    { name: 'a pod that failed', pod: aPod('a', inPhase('Failed')) },
    { name: 'a pod that came back because it tolerates everything', pod: aPod('a', later, toleratesAll) },
    { name: 'a pod that came back because it tolerates the cordon', pod: aPod('a', later, toleratesCordon) },
  ]
  for (const { name, pod } of cases) it(name, () => assert.equal(mustLeave(pod, MARK), false))
})

describe('the drain settings', () => {
  const settings = someDisruption().drain
  const bare = aPod('a', having({ ownerReferences: [] }))
  const withData = aPod('a', withPodSpec({ volumes: [{ emptyDir: {} }] }))
  const cases = [
    { name: 'allow everything by default', pod: bare, settings, want: undefined },
    { name: 'protect a bare pod', pod: bare, settings: { ...settings, force: false }, want: /drain.force is false/ },
    {
      name: 'protect emptyDir data',
      pod: withData,
      settings: { ...settings, deleteEmptyDirData: false },
      want: /deleteEmptyDirData is false/,
    },
    {
      name: 'let a pod without such data go',
      pod: aPod('a'),
      settings: { ...settings, force: false },
      want: undefined,
    },
  ]
  for (const { name, pod, settings, want } of cases) {
    it(name, () => {
      const reason = evictionForbidden(pod, settings)
      if (want === undefined) assert.equal(reason, undefined)
      else assert.match(reason ?? '', want)
    })
  }
})
