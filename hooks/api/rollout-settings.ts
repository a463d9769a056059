import * as t from 'io-ts'
import { Count, CountOrPercent, Seconds } from './quantity'
import { RolloutGate } from './rollout-gate'
import { RolloutStep } from './rollout-step'
import { DrainSettings } from './slot'
import { TopologyLimit } from './topology-limit'
import { Verify } from './verify'

const Strategy = t.keyof({ Rolling: null, StageOnly: null }, 'Strategy')
const OnFailure = t.keyof({ Halt: null, RollBack: null }, 'OnFailure')
export const RebootPolicy = t.keyof(
  { RebootOnly: null, AllowSoftReboot: null, RequireSoftReboot: null },
  'RebootPolicy',
)
export type RebootPolicy = t.TypeOf<typeof RebootPolicy>

/** A weekly or daily opening: cron `start` in `timeZone` (IANA), open for `duration` (`4h`, `90m`) of elapsed time. */
export const MaintenanceWindow = t.type(
  { start: t.string, duration: t.string, timeZone: t.string },
  'MaintenanceWindow',
)
export interface MaintenanceWindow extends t.TypeOf<typeof MaintenanceWindow> {}

/** How a pool rolls out. The CRD fills in every default, so only what may be left out is optional here. */
export const RolloutSettings = t.intersection(
  [
    t.type({
      maxUnavailable: CountOrPercent,
      maxStaging: Count,
      strategy: Strategy,
      minReadySeconds: Seconds,
      drainTimeoutSeconds: Seconds,
      rebootTimeoutSeconds: Seconds,
      stageTimeoutSeconds: Seconds,
      agentTimeoutSeconds: Seconds,
      failureThreshold: CountOrPercent,
      onFailure: OnFailure,
    }),
    t.partial({
      retry: t.string,
      maintenanceWindows: t.readonlyArray(MaintenanceWindow),
      steps: t.readonlyArray(RolloutStep),
      verify: Verify,
      gates: t.readonlyArray(RolloutGate),
      topologyLimits: t.readonlyArray(TopologyLimit),
    }),
  ],
  'RolloutSettings',
)
export interface RolloutSettings extends t.TypeOf<typeof RolloutSettings> {}

/** How a node is emptied and rebooted. */
export const Disruption = t.type({ rebootPolicy: RebootPolicy, drain: DrainSettings }, 'Disruption')
export interface Disruption extends t.TypeOf<typeof Disruption> {}
