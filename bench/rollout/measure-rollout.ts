import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchBudget } from '../../testbed/lab/budget-watch'
import type { Lab } from '../../testbed/lab/lab'
import { BENCH_LABEL, digestOf, enrol, idealOf, pidsOf, SETTLE, type Work } from './enrol'
import { countHookCalls, type HookCalls } from './hook-calls'
import { type PartFigures, partFigures, spentBetween } from './parts'
import { countRequests, type Requests } from './requests'

export interface MeasuredRollout extends Work {
  readonly metacontroller: 'driver' | 'binary'
  /** From the edit of the pool to its phase UpToDate, in seconds. */
  readonly makespan: number
  readonly ideal: number
  /** From the edit of the pool to the first pull, in seconds; undefined when nobody saw one. */
  readonly firstAct: number | undefined
  readonly mostUnavailable: number
  readonly budget: number
  readonly reboots: number
  readonly requests: Requests
  readonly hooks: ReadonlyMap<string, HookCalls>
  readonly parts: ReadonlyArray<PartFigures>
  /** From the first Node to the pool's first UpToDate, in seconds. */
  readonly enrolled: number
}

/** Rolls an image out over N nodes and measures it. The lab has no other nodes, and its hook server logs at debug. */
export const measureRollout = async (lab: Lab, dir: string, work: Work): Promise<MeasuredRollout> => {
  const { fleet, config, edit, untilUpToDate, seconds: enrolled } = await enrol(lab, work)
  const budget = Math.ceil((work.nodes * work.maxUnavailable) / 100)
  try {
    const watch = watchBudget({ config, labelSelector: BENCH_LABEL, maxUnavailable: budget })
    const before = partFigures(pidsOf(lab))
    const from = Date.now()
    await edit('b')
    await untilUpToDate('b')
    const makespan = (Date.now() - from) / 1000
    await sleep(SETTLE * 1000)
    const to = Date.now()
    const parts = spentBetween(before, partFigures(pidsOf(lab)))
    watch.stop()
    if (fleet.running(digestOf('b')) !== work.nodes) {
      throw new Error('the pool says UpToDate, but not all hosts run the image')
    }
    return {
      ...work,
      metacontroller: lab.metacontroller.kind,
      makespan,
      ideal: idealOf(work),
      enrolled,
      firstAct: fleet.firstStageAfter(from),
      mostUnavailable: watch.most(),
      budget,
      reboots: fleet.reboots(),
      requests: await countRequests(lab.controlPlane.auditLog, [from, to]),
      hooks: await countHookCalls(join(dir, 'hooks.log'), [from, to]),
      parts,
    }
  } finally {
    fleet.stop()
  }
}
