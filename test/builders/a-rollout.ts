import type { BootcRollout, BootcRolloutSpec } from '../../hooks/api/bootc-rollout'
import type { RolloutSettings } from '../../hooks/api/rollout-settings'
import type { DrainSettings } from '../../hooks/api/slot'
import { type Change, changed } from './change'
import { imageOf, NEW } from './digests'
import { someDisruption, someSettings } from './settings'

export const aRollout = (...changes: ReadonlyArray<Change<BootcRollout>>): BootcRollout =>
  changed(
    {
      metadata: { name: 'workers', uid: 'rollout-uid', generation: 1 },
      spec: {
        pool: 'workers',
        image: imageOf(NEW),
        digest: NEW,
        paused: false,
        cancelled: false,
        rollout: someSettings(),
        disruption: someDisruption(),
      },
    },
    changes,
  )

export const withSpec =
  (spec: Partial<BootcRolloutSpec>): Change<BootcRollout> =>
  rollout => ({ ...rollout, spec: { ...rollout.spec, ...spec } })

export const withDrain =
  (change: Partial<DrainSettings>): Change<BootcRollout> =>
  rollout => {
    const { disruption } = rollout.spec
    return withSpec({ disruption: { ...disruption, drain: { ...disruption.drain, ...change } } })(rollout)
  }

export const withSettings =
  (settings: Partial<RolloutSettings>): Change<BootcRollout> =>
  rollout => ({ ...rollout, spec: { ...rollout.spec, rollout: { ...rollout.spec.rollout, ...settings } } })
