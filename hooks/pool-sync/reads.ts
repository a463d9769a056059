import type { Reads } from '../api/bootc-pool-scope'
import { keysOf } from '../api/label-selector'
import type { RolloutSettings } from '../api/rollout-settings'

const sorted = (words: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(words)].sort()

/** What of its nodes the settings of a pool look at; undefined for nothing. Of all else no node is ever written. */
export const readsOf = ({ steps = [], topologyLimits = [], verify }: RolloutSettings): Reads | undefined => {
  const labels = sorted([
    ...steps.flatMap(({ nodeSelector = {} }) => keysOf(nodeSelector)),
    ...topologyLimits.map(({ topologyKey }) => topologyKey),
  ])
  const conditions = sorted((verify?.nodeConditions ?? []).map(({ type }) => type))
  return labels.length === 0 && conditions.length === 0 ? undefined : { labels, conditions }
}
