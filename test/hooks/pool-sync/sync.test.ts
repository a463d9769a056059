import assert from 'node:assert/strict'
import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { NODE_POOL_LABEL, ROLLOUT_KEY, SCOPE_KEY } from '../../../hooks/api/names'
import { syncPool } from '../../../hooks/pool-sync/sync'
import type { ClusterEvent } from '../../../hooks/ports/events'
import { createLookups } from '../../../hooks/ports/lookups'
import { aPool, withRef, withRollout } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { imageOf, NEW, OLD, REPOSITORY } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'
import { registryWith } from '../../support/fake-registry'

const AGENTS = { image: 'registry.example/agent:v1', namespace: 'bootc-operator' }
const NOW = '2026-01-02T00:00:00.000Z'

interface Status {
  readonly phase: string
  readonly message: string
  readonly targetDigest?: string
  readonly deployedDigest?: string
  readonly updated: string
  readonly conditions: ReadonlyArray<{ type: string; status: string; reason: string; lastTransitionTime: string }>
}

const sync = async (pool: BootcNodePool, rollout?: BootcRollout, now = NOW) => {
  const rollouts: Readonly<Record<string, BootcRollout>> = rollout === undefined ? {} : { workers: rollout }
  const children = { [ROLLOUT_KEY]: rollouts, [SCOPE_KEY]: {} }
  const told: string[] = []
  const recordEvent = ({ reason, key }: ClusterEvent): void => void told.push(`${reason} ${key}`)
  const cluster = clusterWith({ recordEvent, readPool: async () => undefined, readRollout: async () => rollout })
  const clock = (): Date => new Date(now)
  const lookups = createLookups({ registry: registryWith(), now: clock })
  const ports = { cluster, lookups, agents: AGENTS, operatorProblems: () => [], now: clock }
  const { status, children: wanted } = asJson(await syncPool(ports)({ parent: pool, children }))
  const child = wanted.find(({ kind }) => kind === 'BootcRollout')
  return { status: status as Status, child: child?.spec as BootcRollout['spec'] | undefined, wanted, told }
}

const conditionOf = ({ conditions }: Status, type: string): string | undefined =>
  conditions.find(condition => condition.type === type)?.status

const complete: BootcRollout = {
  ...aRollout(),
  status: {
    observedGeneration: 1,
    phase: 'Completed',
    reason: 'UpToDate',
    message: 'all 3 nodes run the target',
    digest: NEW,
    deployedDigest: NEW,
    nodeCount: aCount(3),
    updatedCount: aCount(3),
    updatingCount: aCount(0),
    failedCount: aCount(0),
  },
}
const tagged = aPool(withRef(`${REPOSITORY}:stable`))

describe('a pool', () => {
  it('that selects by a label of the operator says that it selects nobody, and what to do', async () => {
    const nodeSelector = { matchExpressions: [{ key: NODE_POOL_LABEL, operator: 'DoesNotExist' as const }] }
    const pool = aPool()
    const { status } = await sync({ ...pool, spec: { ...pool.spec, nodeSelector } })
    assert.match(
      status.message,
      /nodeSelector selects no node, since it names bootc.*\/pool, .*: select by another label/,
    )
  })

  it('has a scope like its selector and a rollout of its digest', async () => {
    const { wanted, child } = await sync(aPool())
    assert.deepEqual(
      wanted.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      ['BootcPoolScope workers', 'BootcRollout workers', 'DaemonSet bootc-agent-workers'],
    )
    assert.equal(child?.image, imageOf(NEW))
    assert.equal(child?.digest, NEW)
    assert.deepEqual(wanted[0]?.spec, { nodeSelector: { matchLabels: { role: 'worker' } } })
  })
  it('drops the tag of a reference that has both, since bootc refuses those', async () => {
    assert.equal((await sync(aPool(withRef(`${REPOSITORY}:v1@${NEW}`)))).child?.image, imageOf(NEW))
  })
  it('passes pause, cancel and settings on', async () => {
    const { child } = await sync(aPool(withRollout({ paused: true, cancelledDigest: NEW, retry: 'x' })))
    assert.equal(child?.paused, true)
    assert.equal(child?.cancelled, true)
    assert.equal(child?.rollout.retry, 'x')
    assert.equal('cancelledDigest' in (child?.rollout ?? {}), false)
  })
  it('cancels only the digest that was named', async () => {
    assert.equal((await sync(aPool(withRollout({ cancelledDigest: OLD })))).child?.cancelled, false)
  })
  it('is up to date when its rollout says so', async () => {
    const { status } = await sync(aPool(), complete)
    assert.equal(status.phase, 'UpToDate')
    assert.equal(conditionOf(status, 'UpToDate'), 'True')
    assert.equal(status.updated, '3/3')
    assert.equal(status.deployedDigest, NEW)
  })

  const outdated = [
    { name: 'is about another digest', rollout: { ...complete, status: { ...complete.status, digest: OLD } } },
    { name: 'is about older settings', rollout: { ...complete, metadata: { ...complete.metadata, generation: 2 } } },
    { name: 'belongs to a rollout of another digest', rollout: withSpec({ digest: OLD })(complete) },
    { name: 'is missing', rollout: undefined },
  ]
  for (const { name, rollout } of outdated) {
    it(`does not believe a report that ${name}`, async () => {
      const { status } = await sync(aPool(), rollout)
      assert.equal(conditionOf(status, 'UpToDate'), 'False')
      assert.equal(status.phase, 'Pending')
    })
  }

  it('says why a tag cannot be resolved, and has no rollout', async () => {
    const { status, child } = await sync(tagged)
    assert.equal(child, undefined)
    assert.equal(conditionOf(status, 'ImageResolved'), 'False')
    assert.equal(
      status.message,
      "ImageNotFound: the test's registry has no registry.example/os:stable; asked again at 2026-01-02T00:00:15Z",
    )
  })
  it('goes on with what it ran while its new reference cannot be resolved', async () => {
    const pool: BootcNodePool = { ...tagged, status: { image: { ref: imageOf(OLD), digest: OLD } } }
    const { status, child } = await sync(pool)
    assert.equal(child?.image, imageOf(OLD))
    assert.equal(status.targetDigest, OLD)
  })
  it('keeps its live rollout when its status is lost meanwhile: a short answer would delete it', async () => {
    assert.equal((await sync(tagged, complete)).child?.image, imageOf(NEW))
  })
  it('keeps the time of a condition while it holds', async () => {
    const first = await sync(aPool(), complete)
    const again: BootcNodePool = { ...aPool(), status: first.status as never }
    const second = await sync(again, complete, '2026-02-01T00:00:00.000Z')
    assert.deepEqual(second.status, first.status)
  })
  it('tells once that it came into a phase', async () => {
    const first = await sync(aPool(), complete)
    assert.deepEqual(first.told, [`UpToDate ${NEW}  `])
    const again: BootcNodePool = { ...aPool(), status: first.status as never }
    assert.deepEqual((await sync(again, complete)).told, [])
  })
})
