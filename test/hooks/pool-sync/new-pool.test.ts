import assert from 'node:assert/strict'
import type { BootcRollout, BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import type { Condition } from '../../../hooks/api/kubernetes'
import { ROLLOUT_KEY, SCOPE_KEY } from '../../../hooks/api/names'
import { AGENTS_KEY, type AgentDaemonSet } from '../../../hooks/pool-sync/agents'
import { syncPool } from '../../../hooks/pool-sync/sync'
import { createLookups } from '../../../hooks/ports/lookups'
import { aPool, withRef } from '../../builders/a-pool'
import { aRollout } from '../../builders/a-rollout'
import { NEW, REPOSITORY } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'
import { registryWith } from '../../support/fake-registry'

interface Status {
  readonly reason: string
  readonly message: string
  readonly nodeCount: number
  readonly updated: string
  readonly conditions: ReadonlyArray<Condition>
}

interface Seen {
  readonly pool?: ReturnType<typeof aPool>
  readonly rollout?: BootcRollout
  /** Nodes that match, or an API server that does not answer. */
  readonly matching?: number | 'no answer'
  readonly daemonSet?: { readonly desiredNumberScheduled: number; readonly numberReady: number }
}

const NOW = new Date('2026-01-02T00:00:00Z')

const sync = async ({ pool = aPool(), rollout, matching = 5, daemonSet }: Seen) => {
  let counted = 0
  const countNodes = async (): Promise<number> => {
    counted += 1
    if (matching === 'no answer') throw new Error('no answer')
    return matching
  }
  const cluster = clusterWith({
    countNodes,
    recordEvent: () => undefined,
    readPool: async () => undefined,
    readRollout: async () => rollout,
    readScope: async () => undefined,
  })
  const lookups = createLookups({ registry: registryWith(), now: () => NOW })
  const agents = { image: 'registry.example/agent:1', namespace: 'bootc-operator' }
  const metadata = { name: 'bootc-agent-workers', uid: 'ds' }
  const rollouts: Readonly<Record<string, BootcRollout>> = rollout === undefined ? {} : { workers: rollout }
  const daemonSets: Readonly<Record<string, AgentDaemonSet>> =
    daemonSet === undefined ? {} : { 'bootc-operator/bootc-agent-workers': { metadata, status: daemonSet } }
  const children = { [ROLLOUT_KEY]: rollouts, [SCOPE_KEY]: {}, [AGENTS_KEY]: daemonSets }
  const ports = { cluster, lookups, agents, operatorProblems: () => [], now: () => NOW }
  const { status } = asJson(await syncPool(ports)({ parent: pool, children }))
  return { status: status as unknown as Status, counted }
}

const reporting = (status: Partial<BootcRolloutStatus>): BootcRollout => ({
  ...aRollout(),
  status: { observedGeneration: 1, digest: NEW, nodeCount: aCount(0), ...status },
})
const joined = reporting({
  phase: 'Staging',
  reason: 'AgentSilent',
  nodeCount: aCount(5),
  counts: { NotReporting: aCount(5) },
})

describe('a pool that is new', () => {
  it('has its number of nodes at once', async () => {
    const { status } = await sync({})
    assert.deepEqual([status.nodeCount, status.updated, status.reason], [5, '0/5', 'Pending'])
  })

  it('has it while its image cannot be looked up', async () => {
    const { status } = await sync({ pool: aPool(withRef(`${REPOSITORY}:stable`)) })
    assert.deepEqual([status.nodeCount, status.updated], [5, '0/5'])
  })

  it('says that nodes match, and not that there are none, until the first has joined', async () => {
    const waiting = reporting({ phase: 'Waiting', reason: 'NoNodes', message: 'no node is in the pool' })
    const { status } = await sync({ rollout: waiting })
    assert.deepEqual([status.reason, status.message], ['NodesJoining', '5 Nodes match, and none has joined yet'])
    assert.equal((await sync({ rollout: waiting, matching: 0 })).status.reason, 'NoNodes')
  })

  it('counts no Nodes once its rollout does', async () => {
    const { status, counted } = await sync({ rollout: joined, matching: 7 })
    assert.deepEqual([status.nodeCount, counted], [5, 0])
  })

  it('does without the number while the API server does not answer', async () => {
    assert.equal((await sync({ matching: 'no answer' })).status.nodeCount, 0)
  })
})

describe('the agents of a pool that is new', () => {
  const saidOf = async (seen: Seen): Promise<string> => {
    const { status } = await sync(seen)
    const told = status.conditions.find(({ type }) => type === 'AgentsDeployed')
    return `${told?.status} ${told?.reason} ${told?.message}`
  }
  const none = { desiredNumberScheduled: 5, numberReady: 0 }

  it('are not deployed while none of them is ready, and the condition says how many there should be', async () => {
    assert.match(
      await saidOf({ rollout: joined, daemonSet: none }),
      /^False AgentsNotReady 0 of 5 agents are ready: kubectl/,
    )
    assert.match((await sync({ daemonSet: none })).status.message, /see condition AgentsDeployed \(AgentsNotReady\)/)
  })

  it('are deployed when one is ready, or when one has ever reported: its node may only be rebooting', async () => {
    assert.match(await saidOf({ rollout: joined, daemonSet: { ...none, numberReady: 1 } }), /^True DaemonSet /)
    const heard = { ...joined, status: { ...joined.status, counts: { Rebooting: aCount(1), NotReporting: aCount(4) } } }
    assert.match(await saidOf({ rollout: heard, daemonSet: none }), /^True DaemonSet /)
  })
})
