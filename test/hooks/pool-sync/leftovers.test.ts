import assert from 'node:assert/strict'
import type { BootcPoolScope } from '../../../hooks/api/bootc-pool-scope'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { ROLLOUT_KEY, SCOPE_KEY } from '../../../hooks/api/names'
import { syncPool } from '../../../hooks/pool-sync/sync'
import type { Cluster } from '../../../hooks/ports/cluster'
import { createLookups } from '../../../hooks/ports/lookups'
import { aPool } from '../../builders/a-pool'
import { aRollout } from '../../builders/a-rollout'
import { clusterWith } from '../../support/fake-cluster'
import { registryWith } from '../../support/fake-registry'

const now = (): Date => new Date('2026-01-02T00:00:00Z')
const scope: BootcPoolScope = { metadata: { name: 'workers', uid: 'scope' }, spec: { nodeSelector: {} } }

/** As Metacontroller makes children under generateSelector: it labels them with the uid of their parent. */
const madeFor =
  (uid: string, more: object = {}) =>
  <T extends BootcRollout | BootcPoolScope>(object: T): T => ({
    ...object,
    metadata: { ...object.metadata, labels: { 'controller-uid': uid }, ...more },
  })

/** What a pool says that was shown no children, when these are there. */
const saidOver = async (live: Partial<Cluster>) => {
  const agents = { image: 'registry.example/agent:v1', namespace: 'bootc-operator' }
  const ports = {
    cluster: clusterWith(live),
    lookups: createLookups({ registry: registryWith(), now }),
    agents,
    operatorProblems: () => [],
    now,
  }
  const answer = await syncPool(ports)({ parent: aPool(), children: { [ROLLOUT_KEY]: {}, [SCOPE_KEY]: {} } })
  const { phase, message } = answer.status as { readonly phase: string; readonly message: string }
  return { phase, message, children: answer.children.map(({ kind }) => kind) }
}

describe('a pool made anew after one of its name was deleted with --cascade=orphan', () => {
  it('says what still decides over its nodes, and how to delete it', async () => {
    const orphaned = madeFor('an-earlier-pool')
    const { phase, message } = await saidOver({
      readRollout: async () => orphaned(aRollout()),
      readScope: async () => orphaned(scope),
    })
    assert.equal(phase, 'Pending')
    assert.match(
      message,
      /; an earlier pool workers was deleted with --cascade=orphan, and what it left still decides over its nodes: kubectl delete bootcrollout,bootcpoolscope workers, then kubectl -n bootc-operator delete daemonset bootc-agent-workers/,
    )
  })

  it('names the scope alone when only that was left', async () => {
    const { message } = await saidOver({
      readRollout: async () => undefined,
      readScope: async () => madeFor('an-earlier-pool')(scope),
    })
    assert.match(message, /: kubectl delete bootcpoolscope workers, then/)
  })

  const silent: ReadonlyArray<readonly [string, (rollout: BootcRollout) => BootcRollout]> = [
    ['its own, which caches do not show yet', madeFor('pool-uid')],
    [
      'about to be collected with its pool',
      madeFor('an-earlier-pool', { ownerReferences: [{ uid: 'an-earlier-pool' }] }),
    ],
    ['being deleted', madeFor('an-earlier-pool', { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['of nobody known', rollout => rollout],
  ]
  for (const [what, change] of silent) {
    it(`says nothing of a rollout that is ${what}`, async () => {
      const { message } = await saidOver({
        readRollout: async () => change(aRollout()),
        readScope: async () => undefined,
      })
      assert.equal(message, 'waiting for the first report of the rollout')
    })
  }

  it('is looked after all the same when the API server does not answer', async () => {
    const fail = async (): Promise<never> => Promise.reject(new Error('no answer within 3 s'))
    const { message, children } = await saidOver({ readRollout: fail, readScope: fail })
    assert.equal(message, 'waiting for the first report of the rollout')
    assert.deepEqual(children, ['BootcPoolScope', 'BootcRollout', 'DaemonSet'])
  })
})
