import type { KubeConfig } from '@kubernetes/client-node'
import { apiRequest } from './api/api-request'
import type { Cluster } from './cluster'
import type { Ask } from './kubernetes/answers'
import { nodeCalls } from './kubernetes/nodes'
import { ownKindCalls } from './kubernetes/own-kinds'
import { podCalls } from './kubernetes/pods'
import { recordEvent } from './kubernetes/record-event'
import { secretCalls } from './kubernetes/secrets'
import { updateCalls } from './kubernetes/updates'
import { createServerClock, type ServerClock } from './server-clock'

/** How long one call may take, in milliseconds; a whole sync stays below 8 s. */
const CALL_MS = 3000

/**
 * The Cluster that a KubeConfig leads to. Nothing is cached here: these reads exist because caches lag. What the hooks were
 * shown is `shownNode`'s.
 */
export const kubernetesCluster = (
  config: KubeConfig,
  { now, heard }: ServerClock = createServerClock(),
  shownNode: Cluster['shownNode'] = () => undefined,
): Cluster => {
  const ask: Ask = call => apiRequest(config, { timeoutMs: CALL_MS, heard, ...call })
  return {
    ...nodeCalls(ask),
    shownNode,
    ...podCalls(ask),
    ...ownKindCalls(ask),
    ...secretCalls(ask),
    ...updateCalls(ask),
    recordEvent: recordEvent(ask, now),
  }
}
