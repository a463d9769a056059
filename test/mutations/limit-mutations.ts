import { type Mutation, PROPERTIES } from './mutation'

/** Pods that are waited for, limits by topology, urgent targets. */
export const limitMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'a pod that the pool waits for is evicted',
    file: 'hooks/node-sync/pod-standing.ts',
    text: 'if (isLeftToEnd(pod, slot.drain)) return LEFT',
    by: '',
    tests: PROPERTIES,
    caughtBy: 'leavesPodsToTheirEnd',
  },
  {
    bug: 'a pod that is waited for, tolerates the cordon and came after it is forgotten',
    file: 'hooks/api/drain.ts',
    text: '(isLeftToEnd(pod, drain) || !cameBack(pod, since))',
    by: '!cameBack(pod, since)',
    tests: 'failures/drain.test.ts',
    caughtBy: 'is not rebooted while a pod that its pool waits for is there',
  },
  {
    bug: 'the drain of a node that is down waits for pods that nothing there ends',
    file: 'hooks/rollout-sync/act/mark-node.ts',
    text: 'waitForPods: undefined, ',
    by: '',
    tests: 'failures/comes-back-wrong.test.ts',
    caughtBy: 'does not wait in that drain for the pods that its pool waits for',
  },
  {
    bug: 'a mark waits for pods that no member can repeat',
    file: 'hooks/api/mark.ts',
    text: 'fitsInSettings(drain.waitForPods)',
    by: 'true',
    tests: 'node-sync/wait-for-pods.test.ts',
    caughtBy: 'make the mark half when no member could repeat them',
  },
]
