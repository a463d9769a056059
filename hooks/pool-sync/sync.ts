import { type CompositeResponse, findByName } from '../api/metacontroller'
import { ROLLOUT_KEY, SCOPE_KEY } from '../api/names'
import type { OperatorProblem } from '../api/operator-problem'
import type { Cluster } from '../ports/cluster'
import type { Lookups } from '../ports/lookups'
import { type AgentSettings, agentDaemonSet, agentDaemonSetName, agentsDeployed } from './agent-daemon-set'
import { AGENTS_KEY, daemonSetNamed, mountedBy } from './agents'
import { askAgain } from './ask-again'
import { renderPoolChildren } from './children'
import { leftoversOf } from './leftovers'
import { lookUpWhenDue } from './look-up'
import { matchingNodes } from './matching-nodes'
import { operatorReady } from './operator-ready'
import { readPresent } from './present'
import { pullSecretEvents, readPullSecret } from './pull-secret'
import { remember } from './remembered'
import type { PoolSyncRequest } from './request'
import { currentReport, reportPool } from './status'
import { decideTarget } from './target'
import { poolTransitions } from './transitions'

export interface PoolSyncPorts {
  readonly cluster: Pick<
    Cluster,
    | 'countNodes'
    | 'recordEvent'
    | 'readPool'
    | 'readRollout'
    | 'readScope'
    | 'readSecret'
    | 'writeSecret'
    | 'removeSecret'
  >
  readonly lookups: Lookups
  readonly agents: AgentSettings
  readonly operatorProblems: () => ReadonlyArray<OperatorProblem>
  readonly now: () => Date
}

/** What a pool runs, and what is said of it. */
export const syncPool =
  ({ cluster, lookups, agents, operatorProblems, now }: PoolSyncPorts) =>
  async ({ parent, children }: PoolSyncRequest): Promise<CompositeResponse> => {
    const seen = { pool: parent, rollout: findByName(children[ROLLOUT_KEY], parent.metadata.name) }
    const { pool, rollout } = await readPresent(cluster, seen)
    const daemonSet = daemonSetNamed(children[AGENTS_KEY], agentDaemonSetName(parent.metadata.name))
    const mountedNow = mountedBy(daemonSet)
    const secrets = { cluster, namespace: agents.namespace, mountedNow }
    const pullSecret = await readPullSecret(secrets, pool)
    const before = remember(pool, rollout)
    const looked = await lookUpWhenDue({ lookups, now }, { pool, before, pullSecret })
    const decision = decideTarget({ pool, rollout, before, answer: looked.answer })
    const again = await askAgain({ lookups, now }, { pool, rollout, target: decision.target, pullSecret })
    const waits = [looked.againInSeconds, again.againInSeconds].filter(seconds => seconds !== undefined)
    const report = currentReport({ pool, decision, rollout })
    const matching = await matchingNodes(cluster, pool, report)
    const besides = [
      operatorReady(operatorProblems()),
      agentsDeployed(pool, agents, { daemonSet, report: rollout?.status }),
      ...(pullSecret.condition === undefined ? [] : [pullSecret.condition]),
    ]
    const scope = findByName(children[SCOPE_KEY], parent.metadata.name)
    const shown = { rollout: seen.rollout !== undefined, scope: scope !== undefined }
    const leftovers = await leftoversOf(cluster, pool, { shown, namespace: agents.namespace })
    const { doubt } = again
    const status = reportPool({ pool, decision, doubt, rollout, report, matching, besides, leftovers, now: now() })
    for (const event of [...poolTransitions(pool, rollout, decision, status), ...pullSecretEvents(pool, pullSecret)])
      cluster.recordEvent(event)
    const { image, namespace } = agents
    const daemonSets =
      image === undefined ? [] : [agentDaemonSet(pool, { image, namespace }, pullSecret.mountedSecretName)]
    return {
      status,
      children: [...renderPoolChildren(pool, decision.target, again.isMissing), ...daemonSets],
      resyncAfterSeconds: waits.length === 0 ? undefined : Math.min(...waits),
    }
  }
