import { type Mutation, STORIES } from './mutation'

const standing = 'hooks/node-sync/pod-standing.ts'
const names = 'node-sync/drain-names.test.ts'

/** Bugs in what is made of Nodes, pods and calendars of others. */
export const nodeMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'a drain that lasts says nothing of pods that are terminating',
    file: 'hooks/node-sync/drain-plan.ts',
    text: 'awaited: timedOut || isLong(slot, now) ? blockers(false) : []',
    by: 'awaited: []',
    tests: names,
    caughtBy: 'names at least one pod that is still there',
  },
  {
    bug: 'a pod that comes back in spite of the cordon is evicted at every look',
    file: standing,
    text: 'mayEvict: age >= Math.min(late, MOST_PATIENCE_MS)',
    by: 'mayEvict: true',
    tests: names,
    caughtBy: 'asks rarely for the eviction of pods that come back',
  },
  {
    bug: 'a pod that comes back in spite of the cordon is taken for one that is leaving',
    file: standing,
    text: 'if (late !== undefined) return cameBack(pod, late, now)',
    by: '',
    tests: STORIES,
    caughtBy: 'a pod that its template puts back on the cordoned node is named',
  },
]
