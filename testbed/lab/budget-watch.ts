import type { KubeConfig } from '@kubernetes/client-node'
import { NODE_SLOT_LABEL } from '../../hooks/api/names'
import { apiRequest } from '../../hooks/ports/api/api-request'
import { listWatch } from '../../hooks/ports/api/list-watch'
import { type Kept, keepObjects } from './keep-objects'
import { isPassing, patiently } from './patiently'

interface WatchedNode {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
  readonly spec?: { readonly unschedulable?: boolean }
  readonly status?: { readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string }> }
}

/** What was seen of a set of Nodes, at every single event since the watch began. */
export interface BudgetWatch {
  /** The most Nodes that were cordoned, marked or NotReady at one moment. */
  readonly most: () => number
  /** Names of those that are so now, or whose machine is down. */
  readonly now: () => ReadonlyArray<string>
  /** As `now`, by the API server's word: what is watched may be behind. */
  readonly live: () => Promise<ReadonlyArray<string>>
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
  /** Whether the machine of a Node is running, whatever its Node says; without it Nodes alone count. */
  readonly isUp?: (node: string) => boolean
}

const NODES = '/api/v1/nodes'

const isTaken = ({ metadata, spec, status }: WatchedNode): boolean => {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const isMarked = metadata.labels?.[NODE_SLOT_LABEL] !== undefined
  return spec?.unschedulable === true || isMarked || (ready !== undefined && ready.status !== 'True')
}

const namesOf = (nodes: Iterable<WatchedNode>): ReadonlyArray<string> => [...nodes].map(({ metadata }) => metadata.name)

/** Watches the Nodes beside the operator, and trusts nothing that the operator says. */
export const watchBudget = ({ config, labelSelector, maxUnavailable, isUp }: Budgeted): BudgetWatch => {
  const names = new Set<string>()
  /** Of those, by their Nodes' word; kept up to date one by one, since there may be thousands. */
  const taken = new Set<string>()
  const violations: string[] = []
  let most = 0
  let gaps = 0
  let doubt: Promise<void> | undefined
  let stopped = false

  const list = async (): Promise<ReadonlyArray<WatchedNode>> => {
    const call = { method: 'GET', path: NODES, query: { labelSelector } } as const
    const { items } = await patiently(() => apiRequest<{ items: ReadonlyArray<WatchedNode> }>(config, call), isPassing)
    return items
  }
  const isDown = (name: string): boolean => isUp?.(name) === false
  const now = (): ReadonlyArray<string> =>
    isUp === undefined ? [...taken] : [...names].filter(name => taken.has(name) || isDown(name))
  const judge = (down: ReadonlyArray<string>): void => {
    if (down.length > maxUnavailable) violations.push(`${down.join(', ')} at once, at most ${maxUnavailable} may be`)
  }

  /** Machines are ahead of what is watched of other Nodes. One that is down before and after a list was so at its moment. */
  const makeSure = async (): Promise<void> => {
    const before = new Set(now().filter(isDown))
    const listed = await list()
    judge(
      namesOf(listed.filter(node => isTaken(node) || (before.has(node.metadata.name) && isDown(node.metadata.name)))),
    )
  }

  const look = (): void => {
    most = Math.max(most, taken.size)
    judge([...taken])
    if (isUp === undefined || taken.size > maxUnavailable || now().length <= maxUnavailable) return
    if (doubt !== undefined || stopped) return
    const over = (): void => {
      doubt = undefined
    }
    doubt = makeSure().then(over, over)
  }

  const kept: Kept<WatchedNode> = {
    clear: () => [names, taken].map(set => set.clear()),
    delete: name => [names, taken].map(set => set.delete(name)),
    set: (name, node) => {
      names.add(name)
      return isTaken(node) ? taken.add(name) : taken.delete(name)
    },
  }

  const watch = listWatch<WatchedNode>(
    { config, path: NODES, query: { labelSelector } },
    keepObjects(kept, {
      changed: look,
      failed: () => {
        gaps += 1
      },
    }),
  )
  return {
    most: () => most,
    now,
    live: async () => {
      const [listed] = await Promise.all([list(), doubt])
      return namesOf(listed.filter(node => isTaken(node) || isDown(node.metadata.name)))
    },
    violations: () => violations,
    gaps: () => gaps,
    stop: () => {
      stopped = true
      watch.stop()
    },
  }
}
