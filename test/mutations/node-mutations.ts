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
  {
    bug: 'a window that starts within a gap opens when the clocks jump',
    file: 'hooks/api/openings.ts',
    text: 'return [late >= changeAt ? late : early]',
    by: 'return [late >= changeAt ? late : changeAt]',
    tests: 'api/clock-changes.test.ts',
    caughtBy: 'leave a window open for its duration',
  },
  {
    bug: 'of a start that occurs twice the second is meant',
    file: 'hooks/api/openings.ts',
    text: 'if (early < changeAt) return',
    by: 'if (early < changeAt && late < changeAt) return',
    tests: 'api/clock-changes.test.ts',
    caughtBy: 'leave a window open for its duration',
  },
  {
    bug: 'a window is looked for from the day of now on',
    file: 'hooks/api/openings.ts',
    text: 'let day = Math.floor((at - durationMs) / DAY_MS) - AROUND; day <= last',
    by: 'let day = Math.floor(at / DAY_MS); day <= last',
    tests: 'api/maintenance-window.test.ts',
    caughtBy: 'it belongs to its start',
  },
  {
    bug: 'a window on two kinds of days is taken',
    file: 'hooks/api/cron.ts',
    text: 'if (!ANY.has(date) && !ANY.has(weekday)) {',
    by: 'if (false) {',
    tests: 'api/maintenance-window.test.ts',
    caughtBy: 'of both a day of the month and a day of the week is refused',
  },
  {
    bug: 'a time zone is asked at every look',
    file: 'hooks/api/time-zone.ts',
    text: 'const found = known.get(day) ?? look(format, day)',
    by: 'const found = look(format, day)',
    tests: 'api/maintenance-window.test.ts',
    caughtBy: 'cost few looks at the time zone',
  },
  {
    bug: 'a pool may select by a label that the operator sets',
    file: 'hooks/node-sync/membership.ts',
    text: 'ownLabelIn(scope.spec.nodeSelector) === undefined',
    by: 'true',
    tests: STORIES,
    caughtBy: 'a pool that selects by a label of the operator takes no node',
  },
]
