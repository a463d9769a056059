import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import type { Api } from '../cluster/api'
import { CODECS, PATHS } from '../cluster/fleet'
import { unsafeBootc, unsafeText } from '../unsafe-bootc'
import type { Check, Finding } from './check'

/** Nodes that are named; the others are counted. */
const MOST_NAMED = 5

const named = (nodes: ReadonlyArray<string>): string => {
  const left = nodes.length - MOST_NAMED
  return left > 0 ? `${nodes.slice(0, MOST_NAMED).join(', ')} and ${left} more` : nodes.join(', ')
}

/** What is known of the releases of bootc that nodes report. */
export const bootcFinding = (updates: ReadonlyArray<BootcNodeUpdate>): Finding => {
  const nodesBy = new Map<string, string[]>()
  for (const { metadata, status } of updates) {
    const unsafe = unsafeBootc(status)
    if (unsafe === undefined) continue
    const text = unsafeText(status?.bootcVersion, unsafe)
    nodesBy.set(text, [...(nodesBy.get(text) ?? []), metadata.name])
  }
  if (nodesBy.size === 0) return { state: 'ok', says: 'no release that nodes report is known to be unsafe on them' }
  return { state: 'warning', says: [...nodesBy].map(([text, nodes]) => `on ${named(nodes)} ${text}`).join('. ') }
}

export const bootcCheck = (api: Api): Check => ({
  about: 'bootc of the nodes',
  look: async () => bootcFinding(await api.list(CODECS.updates, PATHS.updates)),
})
