import type { KubeConfig } from '@kubernetes/client-node'
import { listWatch } from '../../agent/cluster/list-watch'
import { NODE_SLOT_LABEL } from '../../hooks/api/names'
import { keepObjects } from './keep-objects'

interface WatchedNode {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
  readonly spec?: { readonly unschedulable?: boolean }
}

/** What was seen of a set of Nodes, at every single event since the watch began. */
export interface BudgetWatch {
  /** The most nodes that were cordoned, marked or down at one moment. */
  readonly most: () => number
  /** Names of those that are so now. */
  readonly now: () => ReadonlyArray<string>
  /** One line for each event at which more than the budget were. */
  readonly violations: () => ReadonlyArray<string>
  /** Interruptions of the watch: events may have been missed then. */
  readonly gaps: () => number
  readonly stop: () => void
}

export interface Budgeted {
  readonly config: KubeConfig
  readonly labelSelector: string
  readonly maxUnavailable: number
  /** Whether the machine of a Node is running, whatever its Node says. */
  readonly isUp: (node: string) => boolean
}

/** Watches the Nodes beside the operator, and trusts nothing that the operator says. */
export const watchBudget = ({ config, labelSelector, maxUnavailable, isUp }: Budgeted): BudgetWatch => {
  const nodes = new Map<string, WatchedNode>()
  const violations: string[] = []
  let most = 0
  let gaps = 0

  const now = (): ReadonlyArray<string> =>
    [...nodes.values()]
      .filter(({ metadata, spec }) => {
        const isMarked = metadata.labels?.[NODE_SLOT_LABEL] !== undefined
        return spec?.unschedulable === true || isMarked || !isUp(metadata.name)
      })
      .map(({ metadata }) => metadata.name)

  const look = (): void => {
    const down = now()
    most = Math.max(most, down.length)
    if (down.length > maxUnavailable) violations.push(`${down.join(', ')} at once, at most ${maxUnavailable} may be`)
  }

  const watch = listWatch<WatchedNode>(
    { config, path: '/api/v1/nodes', query: { labelSelector } },
    keepObjects(nodes, {
      changed: look,
      failed: () => {
        gaps += 1
      },
    }),
  )
  return { most: () => most, now, violations: () => violations, gaps: () => gaps, stop: watch.stop }
}
